g = (x * x for x in range(4) if x % 2)
print(next(g), list(g), list(g))
print(sum(x for x in range(10)), max((len(w), w) for w in ["a", "bbb"]), dict((k, v) for k, v in zip("ab", [1, 2])))
n = 3
g = (n * i for i in range(2))
n = 10
print(list(g))
data = [1, 2]
g = (a for a in data)
data = [3]
print(list(g))
print([[x for x in range(y)] for y in range(3)], [x + y for x in "ab" for y in "cd"], {x: y for x, y in [(1, 2)]}, {c for c in "a"})
print([y for x in range(3) if (y := x * 2) > 1], y)
print([*(x for x in "ab")], [(i, j) for i in range(3) for j in range(i) if i + j > 1])
try:
    (x for x in 5)
except TypeError as e:
    print(e)
try:
    [1 / x for x in [1, 0]]
except ZeroDivisionError as e:
    print(e)
def gen():
    x = yield
    print([x for x in range(2)], x)
    yield
it = gen()
next(it)
it.send("kept")
print(type(it).__name__, it.gi_running, it.gi_code.co_name, it.__name__)
