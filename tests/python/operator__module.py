import operator
from operator import attrgetter, itemgetter, methodcaller

print(operator.add(1, 2), operator.concat("a", "b"), operator.__add__ is operator.add, operator.itemgetter.__module__, operator.is_none(None))
rows = [("b", 2), ("a", 2), ("c", 1)]
print(sorted(rows, key=itemgetter(1, 0)), max(rows, key=itemgetter(1)), sorted("bCa", key=methodcaller("lower")))
print(sorted([3 + 1j, 1 + 2j], key=attrgetter("imag")), sorted(n for n in dir(operator) if not n.startswith("_"))[:8])
print(len(operator.__all__), all(hasattr(operator, n) for n in operator.__all__))
operator.truediv(1, 0)
