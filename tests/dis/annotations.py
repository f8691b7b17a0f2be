x: int
y: list[str] = []
def f(a: int, b: "str" = "", *c: float, **d: bytes) -> None:
    z: complex = 1j
class C:
    n: int = 0
    m: "C"
    def g(self) -> "C": return self
obj.attr: int = 3
