class C:
    def __contains__(self, x):
        print("contains", x)
        return x if x != "raise" else 1 / 0

class I:
    def __iter__(self):
        print("iter")
        return iter([1, 2, 3])

class G:
    def __getitem__(self, i):
        print("get", i)
        return [5, 6][i]

print(1 in C(), 0 in C(), "" not in C(), 2 in I(), 9 in I(), 6 in G(), 7 in G())
try:
    "raise" in C()
except ZeroDivisionError as e:
    print(e)
try:
    1 in 5
except TypeError as e:
    print(e)

class E:
    def __eq__(self, other):
        print("eq", other)
        return other == 3

e = E()
print(e in [1, 2, 3, 4], e in (5,), e in [e], 3 in [e], [1, 2, e].index(e), (1, 3).count(e))
nan = float("nan")
print(nan in [nan], nan == nan, [nan] == [nan], float("nan") in [nan])
print("b" in "abc", "" in "abc", 1 in range(5), 2.0 in range(5), "x" in {"x": 1}, 98 in b"abc")
