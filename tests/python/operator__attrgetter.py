from _operator import attrgetter


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    @property
    def mirror(self):
        return Point(self.y, self.x)


p = Point(1, 2)
print(attrgetter("x")(p), attrgetter("x", "y")(p), attrgetter("mirror.x")(p), attrgetter("mirror.mirror.x", "mirror.y", "y")(p))
print(attrgetter("x"), attrgetter("a.b", "c"), attrgetter("a.b.c").__reduce__()[1])
print([q.y for q in sorted([Point(0, 3), Point(0, 1), Point(0, 2)], key=attrgetter("y"))])


class Loud:
    def __getattr__(self, name):
        print("asked for", name)
        return self


loud = Loud()
print(attrgetter("one.two", "three")(loud) == (loud, loud))
for call in (
    lambda: attrgetter(),
    lambda: attrgetter(1),
    lambda: attrgetter("x", 2),
    lambda: attrgetter("x")(),
    lambda: attrgetter("x")(p, p),
    lambda: attrgetter(name="x"),
    lambda: attrgetter("x")(obj=p),
    lambda: attrgetter("z")(p),
    lambda: attrgetter("mirror.z")(p),
    lambda: attrgetter("")(p),
):
    try:
        call()
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)
attrgetter("x", "mirror.missing.x")(p)
