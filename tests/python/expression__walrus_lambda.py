if (n := len("abc")) > 2:
    print(n)
while (n := n - 1):
    print("n", n)
print([last := v for v in "ab"], last)
print((lambda x, *a, k=1, **kw: (x, a, k, kw))(1, 2, k=3, z=4), (lambda: (yield))().__class__.__name__)
add = lambda a: lambda b: a + b
print(add(1)(2), (lambda *, a: a)(a=1), add.__name__)
print((a := 1, b := 2), a, b, f"{(c := 5)}", c)
def f(x=(d := 3)):
    return x
print(f(), d, any((hit := w) == "b" for w in "abc"), hit)
