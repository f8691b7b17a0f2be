# Subclasses of map, zip, filter and enumerate work as they do.
class M(map): pass
print(list(M(len, [[1]])), type(M(len,[])).__name__)
class Z(zip): x=1
print(list(Z('a','b')), Z('a').x)
class F(filter): pass
print(list(F(None,[0,1])))
class E(enumerate): pass
e=E('a'); e.q=1; print(list(e), e.q)
