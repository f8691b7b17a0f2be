def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
class O: pass
class A(O):
    def who(self): return "A"
    def __len__(self): return 3
class B(O):
    def who(self): return "B"
    def __repr__(self): return "I am B"
class X(A): pass
class Y(X): pass
class S:
    __slots__ = ("q",)
x, y = X(), Y()
print(x.who(), y.who(), len(y), A.__subclasses__(), B.__subclasses__())
def sb(c, b): c.__bases__ = b; return c.__mro__
for f in (lambda: sb(X, (B,)), lambda: (x.who(), y.who(), y, X.__base__, X.__bases__, Y.__mro__), lambda: len(y), lambda: (A.__subclasses__(), B.__subclasses__()), lambda: sb(X, (A, B)), lambda: (x.who(), y, len(y)), lambda: sb(X, [A]), lambda: sb(X, ()), lambda: sb(X, (1,)), lambda: sb(X, (Y,)), lambda: sb(X, (X,)), lambda: sb(O, (A,)), lambda: sb(O, (S,)), lambda: sb(X, (S,)), lambda: sb(X, (object,)), lambda: sb(int, (str,)), lambda: sb(X, (int,)), lambda: sb(X, (A, A)), lambda: sb(X, (O, A)), lambda: X.__bases__, lambda: X.__mro__, lambda: delattr(X, "__bases__"), lambda: sb(X, (B, O)), lambda: isinstance(x, A), lambda: issubclass(Y, B), lambda: (A.__subclasses__(), O.__subclasses__(), B.__subclasses__())):
    t(f)
