# OSError: number, text and up to two file names.
for args in [(), ("one",), (5, "text"), (5, "text", "name"), (5, "text", "a", None, "b"), (5, "text", "a", None, None), (1, 2, 3, 4, 5, 6), ("x", "y")]:
    e = OSError(*args)
    print(str(e), "|", e.args, e.errno, e.strerror, e.filename, e.filename2)
e = OSError(5, "text", "name")
e.filename = b"bytes"
print(e)
e.errno = None
print(e)


class Mine(OSError):
    def __init__(self, *args):
        super().__init__(*args)
        self.mine = True


m = Mine(5, "sub")
print(repr(m), m.errno, m.mine)


class New(OSError):
    def __new__(cls, number):
        return super().__new__(cls, number, "from new")


try:
    print(repr(New(3)))
except TypeError as t:
    print(t)
b = BlockingIOError(5, "x", 7)
print(b.characters_written, b.filename)
del b.characters_written
try:
    b.characters_written
except AttributeError as e:
    print("gone:", e)
