def f(a, b=1, /, c=2, *args, d, e=3, **kwargs):
    return a, b, c, args, d, e, kwargs
def g(): pass
def h(*, k=[]): return k
def i(x, *, y: int = 4) -> str: ...
