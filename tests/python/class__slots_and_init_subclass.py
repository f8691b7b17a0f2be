class F:
    __slots__ = ()
    def __init_subclass__(cls, **kw): print(kw)
class B(F, root=True):
    __slots__ = ('_name', 'doc')
    def f(self): pass
print(B)
