# A text layer over a buffer that is a Python class.
import io
class Buffer(io.BufferedIOBase):
    def __init__(self, data=b""):
        self.data = data
        self.log = []
    def readable(self): return True
    def writable(self): return True
    def read(self, n=-1):
        self.log.append(("read", n))
        if n < 0:
            n = len(self.data)
        piece, self.data = self.data[:n], self.data[n:]
        return piece
    def read1(self, n=-1):
        self.log.append(("read1", n))
        piece, self.data = self.data[:3], self.data[3:]
        return piece
    def write(self, data):
        self.log.append(("write", bytes(data)))
        return len(data)
    def flush(self):
        self.log.append("flush")
b = Buffer(b"ab\ncd\nef")
t = io.TextIOWrapper(b, encoding="ascii")
print(t.readline(), t.read(2), t.read())
print(b.log)
b.log.clear()
t.write("x")
t.write("y\n")
print(b.log)
t.flush()
print(b.log)
t.close()
print(b.closed, t.closed)
class Liar(io.BufferedIOBase):
    def readable(self): return True
    def read1(self, n): return "text"
    def read(self, n=-1): return "text"
for call in "readline", "read":
    try:
        getattr(io.TextIOWrapper(Liar(), encoding="ascii"), call)()
    except TypeError as e:
        print(e)
