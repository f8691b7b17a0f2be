# A view of bytes: items, slices, equality, hash.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


m = memoryview(b"abcdef")
print(m.format, m.itemsize, m.ndim, m.shape, m.strides, m.suboffsets, m.readonly, m.nbytes, m.contiguous, len(m), m.obj)
print(m.tolist(), m.tobytes(), m.hex(), m.hex(":"), m[1:4].tobytes(), m[::-1].tobytes(), m[::2].tolist(), m[-1])
print(m[::2].contiguous, m[::2].strides, m[::2].shape, list(reversed(m)), 98 in m, m.count(97), m.index(98))
for key in [10, "a", 1.5]:
    attempt(lambda: m[key])
attempt(lambda: m.__setitem__(0, 1))
attempt(lambda: m.index(1))
attempt(lambda: m < m)
print(m == b"abcdef", m != b"x", m == 1, hash(m) == hash(b"abcdef"), memoryview[int])
for args in [(), (1,), ("a",)]:
    attempt(lambda: memoryview(*args))
print(bytes(m[1:]), bytearray(m[:2]), b"x" + m, b",".join([m[:1], b"b"]), b"abc".find(m[1:2]))
print(type(iter(m)), list(iter(m[:2])), m.tobytes("F"))
attempt(lambda: m.tobytes("Z"))
