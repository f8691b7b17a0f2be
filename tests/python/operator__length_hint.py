from _operator import length_hint


class Hint:
    def __init__(self, hint):
        self.hint = hint

    def __length_hint__(self):
        if isinstance(self.hint, Exception):
            raise self.hint
        return self.hint


print(length_hint([1, 2]), length_hint(iter([1, 2, 3])), length_hint(object()), length_hint(object(), 7))
print(length_hint(Hint(4)), length_hint(Hint(NotImplemented), 2), length_hint(Hint(TypeError("unknown")), 3), length_hint(Hint(True)))


class Sized:
    def __len__(self):
        raise TypeError("no length")

    def __length_hint__(self):
        return 11


print(length_hint(Sized()))
for hint in (-1, "many", 1.0, ZeroDivisionError("oh"), 10**30):
    try:
        print(length_hint(Hint(hint)))
    except Exception as e:
        print(type(e).__name__, e)
for default in ("x", 1.5, None):
    try:
        length_hint([], default)
    except TypeError as e:
        print(e)
length_hint(Hint(ValueError("this goes through")))
