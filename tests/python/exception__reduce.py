# How exceptions are taken apart for copying.
for e in [
    ValueError(1, 2),
    KeyError("k"),
    OSError(5, "input/output"),
    OSError(5, "input/output", "a.txt"),
    OSError(5, "input/output", "a.txt", None, "b.txt"),
    ImportError("m", name="n", path="p"),
    ImportError("plain"),
    NameError("m", name="x"),
    AttributeError("m", name="x", obj=[]),
    UnicodeDecodeError("utf-8", b"abc", 1, 2, "bad"),
    StopIteration(3),
    SystemExit(4),
]:
    print(e.__reduce__())
e = ValueError("noted")
e.add_note("a note")
e.extra = 1
print(e.__reduce__())
copy = ValueError(*e.args)
copy.__setstate__({"extra": 2, "more": 3})
print(copy.extra, copy.more)
try:
    copy.__setstate__(5)
except TypeError as t:
    print(t)
