from itertools import repeat
from operator import length_hint

r = repeat("x", 3)
print(r, list(r), r, list(r), repeat(5), repeat(object=1, times=2), repeat([], -3), repeat("a", True))
print(length_hint(repeat(1, 4)), list(map(pow, range(4), repeat(2))))
for call in (lambda: repeat(), lambda: repeat(1, 2, 3), lambda: repeat(1, "2"), lambda: repeat(1, None), lambda: repeat(1, time=3), lambda: length_hint(repeat(1)), lambda: repeat(1).__length_hint__()):
    try:
        print(call())
    except TypeError as e:
        print(e)


class Times:
    def __index__(self):
        print("index")
        return 2


print(list(repeat("t", Times())))
endless = repeat(None)
print([next(endless) for _ in range(3)])


class Loud:
    def __repr__(self):
        return "Loud!"

    def __del__(self):
        print("gone")


a = repeat(Loud(), 2)
print(a)
next(a)
next(a)
print(next(a, "end"))
del a
