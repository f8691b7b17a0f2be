from collections import namedtuple

Point = namedtuple("Point", "x y")
p = Point(1, y=2)
print(p, p.x, p[1], p == (1, 2), p._asdict(), p._replace(x=9), Point._fields, Point._make([5, 6]))
x, y = p
print(x + y, isinstance(p, tuple), len(p), hash(p) == hash((1, 2)))
Node = namedtuple("Node", ["value", "next"], defaults=[None])
print(Node(1), Node(1, Node(2)), Node._field_defaults)
print(namedtuple("R", "a class a", rename=True)._fields)
for call in (
    lambda: Point(1),
    lambda: Point(1, 2, 3),
    lambda: Point(1, z=2),
    lambda: p._replace(z=1),
    lambda: setattr(p, "x", 5),
    lambda: namedtuple("Bad", "a a"),
    lambda: namedtuple("Bad", "1st"),
    lambda: namedtuple("class", "a"),
    lambda: namedtuple("Bad", "_a"),
    lambda: Point._make([1]),
):
    try:
        print(call())
    except (TypeError, ValueError, AttributeError) as e:
        print(type(e).__name__, e)


class Shifted(Point):
    __slots__ = ()

    def norm(self):
        return (self.x**2 + self.y**2) ** 0.5


s = Shifted(3, 4)
print(s, s.norm(), Shifted.x.__doc__, Point.__doc__)
match p:
    case Point(x=a, y=b):
        print("matched", a, b)
Point(1, 2, 3)
