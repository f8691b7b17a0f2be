# Reading what is for writing, and the other way round.
import io
with open("d", "w") as w:
    for name in "read", "readline", "readlines":
        try:
            getattr(w, name)()
        except io.UnsupportedOperation as e:
            print(name, e, isinstance(e, OSError), isinstance(e, ValueError))
    print(w.readable(), w.writable(), w.seekable())
with open("d") as r:
    try:
        r.write("x")
    except io.UnsupportedOperation as e:
        print(e)
    print(r.readable(), r.writable(), r.seekable())
with open("d", "rb") as r, open("d", "wb", 0) as raw, open("d", "wb") as w:
    for call in (lambda: r.write(b"x")), (lambda: raw.read()), (lambda: w.read()), (lambda: w.readline()), (lambda: r.truncate()):
        try:
            call()
        except io.UnsupportedOperation as e:
            print(e)
print(io.UnsupportedOperation.__mro__)
