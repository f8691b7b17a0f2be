# split and subgroup take a group apart by class or by a function.
g = ExceptionGroup("g", [ValueError(1), ExceptionGroup("h", [TypeError(2), KeyError(3)]), OSError(4)])
print(g, repr(g))
print(g.subgroup(ValueError))
print(repr(g.subgroup((TypeError, KeyError))))
print(repr(g.subgroup(lambda e: isinstance(e, OSError))))
print(g.subgroup(IndexError))
match, rest = g.split(TypeError)
print(repr(match), "|", repr(rest))
print(g.split(ExceptionGroup)[0] is g)
print(repr(g.derive([ValueError(9)])))
for bad in (5, "x", [ValueError]):
    try:
        g.split(bad)
    except TypeError as e:
        print(e)
