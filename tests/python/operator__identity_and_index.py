import _operator as op


class Three:
    def __index__(self):
        return 3


a = [1]
print(op.is_(a, a), op.is_(a, [1]), op.is_not(a, a), op.is_not(a, [1]))
print(op.is_none(None), op.is_none(0), op.is_not_none(None), op.is_not_none(0))
print(op.index(5), op.index(True), op.index(Three()))
for bad in (1.5, "2", None):
    try:
        op.index(bad)
    except TypeError as e:
        print(e)


class Bad:
    def __index__(self):
        return "no"


try:
    op.index(Bad())
except TypeError as e:
    print(e)
for call in (lambda: op.add(1), lambda: op.is_none(), lambda: op.setitem([], 0), lambda: op.add(a=1, b=2), lambda: op.truth(1, 2)):
    try:
        call()
    except TypeError as e:
        print(e)
print(op.add, op.truth)
