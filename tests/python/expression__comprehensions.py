print([x for x in range(5) if x % 2 if x > 1], [(x, y) for x in range(2) for y in range(x + 1)])
print({x % 3 for x in range(7)} == {0, 1, 2}, {k: v for k, v in enumerate("ab")}, [[i * j for j in range(3)] for i in range(3)])
x = "outer"
print([x for x in [1, 2]], x)
fs = [lambda: i for i in range(3)]
print([f() for f in fs], [y := i for i in range(3)], y)
def f(n):
    return [n * k for k in range(n) if (lambda: k)() != 1], {n: k for k in range(2)}
print(f(3))
print([*range(3), *"ab"], {**{"a": 1}, "b": 2}, {*[1], *[1, 2]}, (*[], 1))
class A:
    n = 3
    l = [i for i in range(n)]
print(A.l)
def g():
    try:
        return [i for i in range(3) if 1 / (i - 1)]
    except ZeroDivisionError as e:
        return str(e)
print(g(), [i for i, in [(1,), (2,)]], [a + b for a, b in zip("ab", "cd")])
print([locals().get("q") for q in [1]], [[y for y in x] for x in ["ab"]])
