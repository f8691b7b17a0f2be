# The same bytes in other formats and shapes.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


m = memoryview(bytes(range(16)))
for code in ["b", "B", "h", "H", "i", "I", "q", "Q", "@h", "c", "d"]:
    c = m.cast(code)
    print(code, c.format, c.itemsize, len(c), c.shape, c.strides, c.nbytes, c.tolist() if code != "d" else "")
c = m.cast("B", (4, 4))
print(c.ndim, c.shape, c.strides, c.tolist(), len(c), c[1, 2], c[-1, -1], c[1:3].tolist(), c.cast("B").shape)
for key in [0, (1, 2, 3), (9, 0), (0, 9), (0, "a"), (slice(1, 2), slice(1, 2))]:
    attempt(lambda: c[key])
for args in [("B", (3, 3)), ("B", (0,)), ("B", (-1,)), ("B", ("a",)), ("B", 5), ("x",), ("<i",), (1,)]:
    attempt(lambda: m.cast(*args))
attempt(lambda: m.cast("h").cast("i"))
attempt(lambda: m[:3].cast("h"))
attempt(lambda: m[::2].cast("h"))
w = memoryview(bytearray(8)).cast("h")
w[0] = -2
w[1] = 300
print(w.tolist(), w.obj)
for value in [40000, "a", 1.0]:
    attempt(lambda: w.__setitem__(0, value))
d = memoryview(bytearray(8)).cast("d")
d[0] = 1.5
print(d.tolist(), d[0])
k = memoryview(bytearray(2)).cast("c")
k[0] = b"z"
print(k.tolist())
attempt(lambda: k.__setitem__(0, b"ab"))
attempt(lambda: k.__setitem__(0, 1))
