from __future__ import annotations
x: int = 1
def f(a: List[int]) -> "x": ...
class C:
    y: Undefined
