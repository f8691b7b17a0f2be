a = (1, 2, 3)
b = (1, 2, 3)
print(a is b, a[:] is a, tuple(a) is a)
x = 1
print((x, 2) is (x, 2), () is (), tuple([]) is ())
l = [1]
print(l[:] is l, list(l) is l)
s = "abc"
print(s[:] is s, str(s) is s)
f = frozenset([1])
print(frozenset(f) is f, f.copy() is f)
print(None is None, ... is Ellipsis, NotImplemented is NotImplemented)
