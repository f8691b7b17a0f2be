# What the attributes of an exception take.
def attempt(what, *args):
    try:
        what(*args)
        print("fine")
    except TypeError as e:
        print(e)


e = ValueError("first")
attempt(setattr, e, "args", 5)
attempt(setattr, e, "args", [1, 2])
print(e.args, e)
attempt(delattr, e, "args")
for name in ["__traceback__", "__context__", "__cause__"]:
    attempt(setattr, e, name, 5)
    attempt(delattr, e, name)
    attempt(setattr, e, name, None)
attempt(setattr, e, "__cause__", KeyError("k"))
print(repr(e.__cause__), e.__suppress_context__)
attempt(setattr, e, "__suppress_context__", 1)
attempt(setattr, e, "__dict__", 5)
attempt(setattr, e, "__dict__", {"a": 1})
print(e.a)
attempt(e.with_traceback, 5)
print(e.with_traceback(None) is e)


class Counting:
    def __iter__(self):
        yield 1
        yield 2


attempt(setattr, e, "args", Counting())
print(e.args)
