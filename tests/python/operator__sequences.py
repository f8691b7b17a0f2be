import _operator as op

items = [3, 1, 2, 1]
print(op.contains(items, 1), op.contains("abc", "z"), op.countOf(items, 1), op.indexOf(items, 2), op.countOf("banana", "a"))
print(op.concat([1], [2]), op.concat("a", "b"), op.concat((1,), (2,)))
print(op.getitem(items, -1), op.getitem({"k": 1}, "k"), op.getitem("abc", slice(1, 3)))
print(op.setitem(items, 0, 9), op.delitem(items, 1), items)


class Equal:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        print("compare", self.n, other)
        return self.n == other


def numbers():
    for n in range(4):
        yield Equal(n % 2)


print(op.countOf(numbers(), 1))
print(op.indexOf(numbers(), 1))
for call in (
    lambda: op.indexOf([1, 2], 3),
    lambda: op.countOf(3, 3),
    lambda: op.indexOf(None, 3),
    lambda: op.contains(3, 3),
    lambda: op.concat(1, 2),
    lambda: op.concat([1], 2),
    lambda: op.concat([1], (2,)),
    lambda: op.iconcat({}, {}),
    lambda: op.getitem(3, 3),
    lambda: op.setitem((1,), 0, 1),
    lambda: op.delitem("x", 0),
):
    try:
        call()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


class Text:
    def __init__(self, s):
        self.s = s

    def __getitem__(self, i):
        return self.s[i]

    def __add__(self, other):
        return Text(self.s + other.s)


print(op.concat(Text("ab"), Text("c")).s)
