# What a file says of itself.
import io
f = open("a", "w")
print(f)
print(f.buffer)
print(f.buffer.raw)
print(type(f).__mro__)
print(type(f.buffer).__mro__)
print(type(f.buffer.raw).__mro__)
print(f.line_buffering, f.write_through, f.newlines, f.errors, f.isatty(), f.buffer.mode, f.buffer.raw.closefd)
f.extra = 1
print(f.__dict__, f.buffer.raw.__dict__)
print(isinstance(f, io.TextIOBase), isinstance(f, io.IOBase), isinstance(f.buffer, io.BufferedIOBase))
f.close()
print(f.buffer.raw, f.buffer)
for mode in "rb", "wb", "r+b", "ab", "a+b", "xb":
    with open("m" if mode == "xb" else "a", mode) as g:
        print(mode, g.mode, type(g).__name__)
with open("a", "rb", 0) as g:
    print(g)
try:
    f.mode2 = f.encoding = "x"
except AttributeError as e:
    print(e)
