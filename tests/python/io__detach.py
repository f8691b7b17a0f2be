# Layers can be taken apart.
import io
raw = io.BytesIO(b"h\xc3\xa9\nx")
t = io.TextIOWrapper(raw, encoding="utf-8")
print(t.readline(), t.buffer is raw)
print(t.detach() is raw)
for call in t.read, t.flush, t.close, lambda: t.name, lambda: t.closed, lambda: t.buffer, t.detach:
    try:
        print(call())
    except ValueError as e:
        print(e)
f = open("d", "wb")
raw = f.detach()
print(type(raw).__name__, raw.write(b"abc"))
try:
    f.write(b"x")
except ValueError as e:
    print(e)
print(repr(f))
raw.close()
print(open("d").read())
