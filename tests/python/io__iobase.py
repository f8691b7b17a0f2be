# The base classes alone.
import io
b = io.IOBase()
print(b.readable(), b.writable(), b.seekable(), b.closed, b.isatty(), b.flush())
for name, args in [("seek", (0,)), ("tell", ()), ("truncate", ()), ("fileno", ()), ("_checkReadable", ()), ("_checkSeekable", ()), ("_checkWritable", ())]:
    try:
        print(getattr(b, name)(*args))
    except io.UnsupportedOperation as e:
        print(name, e)
b.close()
print(b.closed)
for name in "flush", "isatty", "__enter__", "__iter__", "_checkClosed":
    try:
        print(name, getattr(b, name)())
    except ValueError as e:
        print(name, e)
t = io.TextIOBase()
print(t.encoding, t.errors, t.newlines)
for call in t.read, t.readline, lambda: t.write("x"), t.detach, io.BufferedIOBase().read, io.BufferedIOBase().detach:
    try:
        call()
    except io.UnsupportedOperation as e:
        print(e)
class Closing(io.IOBase):
    def close(self):
        print("closing")
        super().close()
c = Closing()
del c
with Closing() as c:
    print("inside")
print(issubclass(io.FileIO, io.RawIOBase), isinstance(open("x", "w"), io.TextIOBase))
