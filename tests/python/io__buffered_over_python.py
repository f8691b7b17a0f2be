# A buffer asks its raw stream in pieces.
import io
class Source(io.RawIOBase):
    def __init__(self, *pieces):
        self.pieces = list(pieces)
    def readable(self):
        return True
    def readinto(self, buffer):
        piece = self.pieces.pop(0) if self.pieces else b""
        if piece is None:
            return None
        asked.append(len(buffer))
        buffer[:len(piece)] = piece
        return len(piece)
asked = []
b = io.BufferedReader(Source(b"abc", b"de\nf", b"ghij"), 16)
print(b.peek(), b.read(2), b.readline(), b.read(), asked)
asked.clear()
b = io.BufferedReader(Source(b"abc", b"def"), 4)
print(b.read(6), b.read(1), asked)
b = io.BufferedReader(Source(b"abc", None, b"def"), 8)
print(b.read(6), b.read(6), b.read(6))
b = io.BufferedReader(Source(None))
print(b.read(), b.read(1))
t = io.TextIOWrapper(io.BufferedReader(Source(b"caf\xc3", b"\xa9\r", b"\nnext")), encoding="utf-8")
print(t.readlines(), t.newlines)
try:
    io.BufferedReader(io.StringIO("x"), 0)
except (ValueError, io.UnsupportedOperation) as e:
    print(e)
try:
    io.BufferedReader(3)
except AttributeError as e:
    print(e)
