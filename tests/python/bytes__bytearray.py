def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
a=bytearray(b"abc")
def s(i,v): a[i]=v; return a
def d(i):
    del a[i]; return a
for f in (lambda: a.append(300), lambda: a.append("x"), lambda: s(0,65), lambda: s(9,1), lambda: s(0,300), lambda: s(0,"x"), lambda: s(slice(1,2), b"xyz"), lambda: s(slice(0,0), [1,2]), lambda: s(slice(0,0), "x"), lambda: s(slice(0,0), 5), lambda: s(slice(0,4,2), b"12"), lambda: s(slice(0,4,2), b"1"), lambda: d(0), lambda: d(slice(0,2)), lambda: d(slice(0,9,2)), lambda: d(77), lambda: d("x"), lambda: s("x",1), lambda: a.extend([1,2]), lambda: a.extend("x"), lambda: a.extend(5), lambda: a.extend(x for x in (3,4)), lambda: a, lambda: a.pop(), lambda: a.pop(0), lambda: a.pop(55), lambda: bytearray().pop(), lambda: a.insert(0, 9), lambda: a.insert(-1, 8), lambda: a.remove(9), lambda: a.remove(200), lambda: a.reverse(), lambda: a, lambda: a.copy() is a, lambda: a.clear(), lambda: a, lambda: bytearray(3), lambda: bytearray("x"), lambda: bytearray("x","utf8"), lambda: bytearray([1,300]), lambda: bytearray(x for x in range(3)), lambda: bytearray(None), lambda: bytearray(1,2), lambda: bytearray(1,2,3,4), lambda: bytearray(b"a")+b"b", lambda: b"a"+bytearray(b"b"), lambda: bytearray(b"a")*3, lambda: bytearray(b"a")+"b", lambda: bytearray(b"A").lower(), lambda: bytearray(b"a b").split(), lambda: bytearray(b"a-b").partition(b"-"), lambda: bytearray(b",").join([b"a",bytearray(b"b")]), lambda: iter(bytearray()).__class__, lambda: list(bytearray(b"ab")), lambda: bytearray(b"a")==b"a", lambda: bytearray(b"a")<b"b", lambda: {bytearray(): 1}, lambda: bytearray.fromhex("0a"), lambda: bytearray(b"%d")%3, lambda: bool(bytearray()), lambda: bytearray(b"abc")[::-1], lambda: bytearray(b"x").decode(), lambda: bytearray(b"abc").replace(b"b",b"x"), lambda: bytearray(b"abc").__getnewargs__()):
    t(f)
c = bytearray(b"x"); e = c; c += b"y"; c *= 2; print(c, e is c); 
try: c += "x"
except TypeError as x: print(x)
class B(bytearray):
    def __init__(self, *a): super().__init__(*a); self.z = 1
print(B(b"q"), B(b"q").z, B(b"q").upper())
m = memoryview(b"abcd"); print(m[1], m[-1], bytes(m[::-2]), m == b"abcd", m.tolist(), len(m[1:3]), m.nbytes, m.readonly)
t(lambda: memoryview("x")); t(lambda: m[9]); t(lambda: m["x"])
