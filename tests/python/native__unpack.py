def gen(n):
    for i in range(n):
        print("next", i)
        yield i

a, b = gen(2)
for n in (1, 3):
    try:
        a, b = gen(n)
    except ValueError as e:
        print(e)
try:
    a, *b, c = gen(1)
except ValueError as e:
    print(e)
try:
    a, b = 5
except TypeError as e:
    print(e)
try:
    a, b = [1, 2, 3]
except ValueError as e:
    print(e)
try:
    a, b = (1,)
except ValueError as e:
    print(e)
try:
    a, b, c = "ab"
except ValueError as e:
    print(e)
a, (b, *c), d = 1, gen(3), "x"
print(a, b, c, d)
[a, b] = {"k": 1, "l": 2}
print(a, b)
for i, (j, *k) in enumerate(["abc", (1,)]):
    print(i, j, k)
