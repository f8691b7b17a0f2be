class T:
    def __init__(self, v):
        self.v = v

    def __bool__(self):
        print("bool", self.v)
        return self.v

print(any([T(False), T(True), T(False)]), all([T(True), T(False), T(True)]), any([]), all([]))

class L:
    def __len__(self):
        print("len")
        return 0

print(bool(L()), not L(), L() or "other", any([L()]))

class Bad:
    def __bool__(self):
        return 1

class BadLen:
    def __len__(self):
        return -1

for x in (Bad(), BadLen()):
    try:
        if x:
            pass
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
print(any(x > 2 for x in [1, 2, 3, 1 / 1]), all(x for x in "abc"))
