# Nothing can be asked of a released view.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


v = memoryview(b"abc")
v.release()
v.release()
for name in ["tobytes", "tolist", "hex", "toreadonly", "__len__", "__enter__"]:
    attempt(lambda: getattr(v, name)())
for name in ["obj", "nbytes", "format", "shape"]:
    attempt(lambda: getattr(v, name))
attempt(lambda: v[0])
attempt(lambda: iter(v))
attempt(lambda: memoryview(v))
attempt(lambda: hash(v))
print(v == v, v == b"abc", repr(v).startswith("<released memory at"))
with memoryview(b"ab") as w:
    print(w[0])
attempt(lambda: w[0])
