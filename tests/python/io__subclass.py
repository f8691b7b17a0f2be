# Classes of one's own over the library's.
import io
class Counting(io.StringIO):
    def write(self, text):
        self.n = getattr(self, "n", 0) + 1
        return super().write(text.upper())
c = Counting()
print("a", "b", file=c)
print(repr(c.getvalue()), c.n, c.__dict__)
class Lines(io.StringIO):
    def readline(self):
        line = super().readline()
        return line and "> " + line
print(list(Lines("x\ny\n")))
class Kept(io.BytesIO):
    def close(self):
        self.kept = self.getvalue()
        super().close()
k = Kept()
with io.TextIOWrapper(k, encoding="utf-16-le") as t:
    t.write("hi")
print(k.kept, k.closed)
class Logged(io.FileIO):
    def write(self, data):
        print("write", bytes(data))
        return super().write(data)
with Logged("log", "w") as f:
    print(f.write(b"x"), f.name, f.mode)
with io.BufferedWriter(Logged("log", "w")) as f:
    f.write(b"abc")
    print("buffered")
