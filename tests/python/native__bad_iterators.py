class NoNext:
    def __iter__(self):
        return 5

class Raises:
    def __iter__(self):
        return self

    def __next__(self):
        raise KeyError("inside next")

class IterRaises:
    def __iter__(self):
        raise OSError("inside iter")

for thing in (NoNext(), Raises(), IterRaises(), 5, None):
    for use in (list, tuple, set, sum, "".join, sorted, lambda t: [x for x in t], lambda t: (lambda a, b: 0)(*t), dict, any):
        try:
            print(use(thing))
        except (TypeError, KeyError, OSError) as e:
            print(type(e).__name__, e)
