# A buffer hands on what it holds when it is full.
import io
class Sink(io.RawIOBase):
    def writable(self):
        return True
    def write(self, data):
        data = bytes(data)
        print("raw gets", data)
        return min(len(data), 4)
w = io.BufferedWriter(Sink(), 6)
print(w.write(b"ab"), w.write(b"cd"), w.write(b"efg"))
print(w.write(b"a long piece of bytes"))
w.flush()
w.write(b"rest")
w.close()
print(w.closed, w.raw.closed)
try:
    w.write(b"x")
except ValueError as e:
    print(e)
t = io.TextIOWrapper(io.BufferedWriter(Sink(), 100), line_buffering=True, newline="\r\n")
t.write("no end")
t.write("\nmore")
t.flush()
t.close()
class Broken(io.RawIOBase):
    def writable(self):
        return True
    def write(self, data):
        raise OSError("disk is full")
b = io.BufferedWriter(Broken())
b.write(b"x")
try:
    b.close()
except OSError as e:
    print(e, b.closed)
