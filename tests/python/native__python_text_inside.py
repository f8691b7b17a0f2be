# Natives that show, hash or hold objects of Python classes.
class Text:
    def __str__(self):
        return "said"

    def __repr__(self):
        return "<Text>"


class S(str):
    pass


s = S(Text())
print(s, type(s).__name__)


class Key(int):
    def __hash__(self):
        print("hash", int(self))
        return 5


table = str.maketrans({Key(97): "x", 98: None})
print(table, {slice(Key(1), Key(2)): 1}[slice(Key(1), Key(2))])


def places():
    yield from ("file.py", 3, 4, "text")


e = SyntaxError(Text(), places())
print(e, e.filename, e.lineno, e.offset, e.text)
for given in [5, "abc", "abcd", (1, 2, 3), iter([1, 2, 3, 4, 5])]:
    try:
        print(repr(SyntaxError("m", given).filename))
    except TypeError as error:
        print(error)
print(OSError(1, Text(), Text(), None, Text()))


class Restored(Exception):
    def __setattr__(self, name, value):
        print("set", name)
        super().__setattr__(name, value)


r = Restored()
r.__setstate__({"a": 1, "b": 2})
print(r.a, r.b)


class Meta(type):
    def __repr__(cls):
        return "<<meta>>"


class Odd(metaclass=Meta):
    pass


try:
    type("A", (), {"__classcell__": 5})
except TypeError as error:
    print(error)


class Index:
    def __index__(self):
        return 65


print(bytes([Index(), 66]), bytearray([Index()]), int.from_bytes([Index()]), bytes((Index(),)))
x = bytearray(b"abcdef")
x[1:3] = iter([Index(), 67, 68])
x[0:0] = [Index()]
x.extend(iter([Index()]))
print(x)
for wrong in ["x[0:1] = [300]", "x[0:1] = 5", "x[0:1] = 'a'", "x[::2] = b'1'", "x[50] = 300", "x[50] = None", "x[0:1] = [None]", "x[0:1] = None"]:
    try:
        exec(wrong)
    except (TypeError, ValueError, IndexError) as error:
        print(wrong, type(error).__name__, error)
x[::2] = b""
print(x)


class Two:
    def __index__(self):
        return 1


m = memoryview(bytearray(range(12))).cast("B", [3, 4])
print(m[Two(), 2], m[2, Two()])
m[Two(), Two()] = 99
print(m.tolist())
