def gen(*items):
    for item in items:
        print("yield", item)
        yield item

print(",".join(gen("a", "b")), "".join([]), "-".join("xyz"), ", ".join({"k": 1}))
try:
    ",".join(gen("a", 1, "b"))
except TypeError as e:
    print(e)
try:
    ",".join(5)
except TypeError as e:
    print(e)
print(list(gen(1, 2)), tuple(gen(3)), set(gen(4)), dict(gen(("k", 1))), [*gen(5), *gen(6)])

class It:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        print("iter")
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        print("next", self.n)
        return self.n

    def __length_hint__(self):
        print("hint")
        return 3

print(list(It(2)), tuple(It(1)), sum(It(3)), max(It(2)), 1 in It(3), "".join(map(str, It(2))))
a, b = It(2)
print(a, b)
first, *rest = It(3)
print(first, rest)
l = [0]
l.extend(It(2))
l[1:1] = It(1)
l += It(1)
print(l)
