# slice objects.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, s.indices(5), slice(None), slice(3), s == slice(1, 10, 2), slice(1) < slice(2), hash(slice(1, 2)) == hash(slice(1, 2)))
for call in ["slice()", "slice(1, 2, 3, 4)", "s.indices()", "s.indices(-1)", "slice('a').indices(3)", "slice(1, 2, 0).indices(3)", "hash(slice([]))", "slice(1) < slice('a')"]:
    attempt(lambda: eval(call))
attempt(lambda: setattr(s, "start", 1))
print(s.__reduce__(), [1, 2, 3][slice(-2, None)])
