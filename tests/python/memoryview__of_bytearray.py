# A view of a bytearray writes into it, and holds its size.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


b = bytearray(b"hello")
v = memoryview(b)
v[0] = 72
v[1:3] = b"EY"
print(b, v.readonly, v.obj is b)
attempt(lambda: hash(v))


def put(key, value):
    v[key] = value


for key, value in [(0, 300), (0, -1), (0, "a"), (0, 1.5), (9, 1), (slice(0, 2), b"abc"), (slice(0, 2), 1), ("x", 1), (slice(0, 4, 2), b"zz")]:
    attempt(lambda: put(key, value))
attempt(lambda: v.__delitem__(0))
for change in [lambda: b.append(1), lambda: b.extend(b"x"), lambda: b.clear(), lambda: b.pop(), lambda: b.__delitem__(0), lambda: b.reverse()]:
    attempt(change)
r = v.toreadonly()
print(r.readonly, r.tobytes())
attempt(lambda: r.__setitem__(0, 1))
r.release()
v.release()
b.append(33)
print(b)
w = memoryview(b)
del w
b.append(34)
print(b)
