class A:
    """Doc."""
    count = 0

    def __init__(self, x, y=2):
        self.x, self.y = x, y
        A.count += 1

    def total(self):
        return self.x + self.y

    def __repr__(self):
        return f"A({self.x}, {self.y})"

a = A(1)
b = A(y=5, x=4)
print(a, b, a.total(), A.total(b), A.count, a.count)
a.count = 10
print(a.count, A.count, a.__dict__, A.__doc__, A.__name__, A.__qualname__, A.__module__)
del a.count
print(a.count, hasattr(a, "z"), isinstance(a, A))
for bad in (lambda: A(), lambda: A(1, 2, 3), lambda: A(1, z=2), lambda: a.nope, lambda: A.nope, lambda: delattr(a, "nope"), lambda: a(), lambda: a[0], lambda: a + 1, lambda: -a, lambda: len(a), lambda: a < a):
    try:
        print(bad())
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)
print([n for n in A.__dict__ if not n.startswith("__")])
