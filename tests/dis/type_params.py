def f[T](x: T) -> T: return x
class C[T: int, *Ts, **P]:
    def m[U](self, u: U, t: T) -> U: return u
def g[T = int, U: (str, bytes) = str](x: T, y: U): ...
