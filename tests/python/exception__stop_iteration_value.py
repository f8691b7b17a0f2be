# StopIteration carries the value of a generator's return.
def g():
    yield 1
    return "the end"


it = g()
next(it)
try:
    next(it)
except StopIteration as e:
    print(e.value, e.args)
e = StopIteration(1, 2)
print(e.value, e.args)
e.value = 5
print(e.value, e.args, StopIteration().value)


def leaks():
    yield next(iter([]))


next(leaks())
