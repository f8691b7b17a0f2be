def show(*args):
    print("call", args)
    return args[0]

m = map(show, [1, 2, 3], "ab")
print("lazy")
print(list(m))
print(list(filter(show, [0, 1, "", "x"])), list(filter(None, [0, 1, "", "x"])))
print(list(zip([1, 2], "ab", (True, False))), list(zip()), list(zip([1])))
try:
    list(zip([1, 2], [1], strict=True))
except ValueError as e:
    print(e)
try:
    list(map(len, [1]))
except TypeError as e:
    print(e)
print(list(enumerate("ab", 5)), dict(zip("ab", range(2))), next(iter(enumerate("x"))))
print(list(reversed([1, 2, 3])), "".join(reversed("abc")), list(reversed(range(3))), list(reversed({1: 2, 3: 4})))

class R:
    def __len__(self):
        print("len")
        return 2

    def __getitem__(self, i):
        print("getitem", i)
        if i > 1:
            raise IndexError
        return i * 10

print(list(reversed(R())), list(R()), 10 in R())

class S:
    def __reversed__(self):
        return iter("own")

print(*reversed(S()))
