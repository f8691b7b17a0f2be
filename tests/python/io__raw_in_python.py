# A raw stream written in Python, and what the base class makes of it.
import io
class Source(io.RawIOBase):
    def __init__(self, data):
        self.data = data
        self.at = 0
    def readable(self):
        return True
    def readinto(self, buffer):
        n = min(len(buffer), len(self.data) - self.at)
        buffer[:n] = self.data[self.at:self.at + n]
        self.at += n
        return n
s = Source(b"one\ntwo\nthree")
print(s.read(2), s.readline(), s.readline(), s.readall(), s.read(), s.read(4))
print(Source(b"a\nb").readlines(), list(Source(b"x\ny\n")), Source(b"abc").readline(2))
print(s.readable(), s.writable(), s.seekable(), s.closed, s.isatty())
for name in "seek", "tell", "truncate", "fileno", "write":
    try:
        getattr(s, name)(*([0] if name == "seek" else []))
    except (io.UnsupportedOperation, TypeError, NotImplementedError) as e:
        print(name, type(e).__name__, e)
with s:
    pass
print(s.closed)
try:
    s.readline()
    print("still reads")
    list(s)
except ValueError as e:
    print(e)
class Wrong(io.RawIOBase):
    def readinto(self, buffer):
        return 99
try:
    Wrong().read(3)
except ValueError as e:
    print(e)
class Nothing(io.RawIOBase):
    def readinto(self, buffer):
        return None
print(Nothing().read(3), Nothing().readall())
