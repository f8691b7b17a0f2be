a = b = [1]
a.append(2)
print(b, a is b)
x, y = 1, 2
x, y = y, x
print(x, y)
(p, q), r = (1, 2), 3
d = {}
d["k"], d["l"] = 1, 2
i = 0
i, l = 1, [0, 0, 0]
l[i], i = "one", 2
print(p, q, r, d, l, i)
l[0:2] = "abc"
l[::2] = [9, 9]
print(l)
try:
    l[::2] = [1]
except ValueError as e:
    print(e)
class A: pass
o = A()
o.x = o.y = 5
o.x += 1
l[0] += 1
d["k"] -= 10
n = 10
n += 1; n -= 2; n *= 3; n /= 2; n //= 2; n **= 2; n %= 7
m = 6
m <<= 2; m >>= 1; m |= 1; m &= 9; m ^= 3
print(o.x, o.y, l, d, n, m)
t = ([1],)
try:
    t[0] += [2]
except TypeError as e:
    print(e, t)
s = [1]
u = s
s += (2,)
s = s + [3]
print(s, u)
z: int = 3
w: "not evaluated"
print(z, (v := 5) + v)
*start, end = range(4)
print(start, end)
del a, (x, y), l[0], d["k"], o.x
print(l, d, o.__dict__)
try:
    a
except NameError as e:
    print(e)
