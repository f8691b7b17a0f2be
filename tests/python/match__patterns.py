class P:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

class K:
    RED = 1

def f(v):
    match v:
        case 0 | 1:
            return "small"
        case K.RED | 2:
            return "dotted"
        case -1 | 1.5 | 2 + 1j:
            return "number"
        case "a" | b"b" | None | True:
            return "constant"
        case str(s) if len(s) > 3:
            return f"long {s}"
        case str():
            return "str"
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [1, *rest]:
            return f"starts with 1, {rest}"
        case (a, [b, *_], *c):
            return f"nested {a} {b} {c}"
        case {"k": val, "n": {"m": int(m)}, **others}:
            return f"mapping {val} {m} {others}"
        case {"k": _}:
            return "has k"
        case {}:
            return "mapping"
        case P(0, y=0):
            return "origin"
        case P(x, y) as p if x == y:
            return f"diagonal {x} {p.y}"
        case P(x=px):
            return f"point {px}"
        case int() | float() as n:
            return f"n {n}"
        case _:
            return "other"

for v in (0, 1, 2, -1, 1.5, 2 + 1j, "a", b"b", None, True, "hello", "hi", [], [5], [1, 2, 3], (7, [8, 9], 10, 11), {"k": 1, "n": {"m": 2}, "z": 3}, {"k": 1}, {"q": 1}, P(0, 0), P(2, 2), P(1, 2), 99, 2.25, {1, 2}, range(2)):
    print(f(v))
try:
    match P(1, 2):
        case P(1, 2, 3):
            pass
except TypeError as e:
    print(e)
try:
    match 5:
        case int(1, 2):
            pass
except TypeError as e:
    print(e)
match [1, 2]:
    case [a, b] if a > b:
        print("no")
    case [a, b]:
        print(a, b)
