# Bytes in memory.
import io
b = io.BytesIO(b"one\ntwo\nthree")
print(b.read(2), b.readline(), b.tell(), b.read1(2), b.readlines(), b.read())
b.seek(0)
print(list(b), b.seek(-3, 2), b.read(), b.seek(1), b.seek(2, 1))
print(b.write(b"XY"), b.getvalue(), b.tell())
print(b.truncate(3), b.getvalue(), b.tell())
b.seek(6)
print(b.write(b"end"), b.getvalue())
into = bytearray(4)
b.seek(0)
print(b.readinto(into), into)
b.writelines([b"1", bytearray(b"2"), memoryview(b"3")])
print(b.getvalue(), b.readable(), b.writable(), b.seekable(), b.isatty(), b.closed)
for wrong in [lambda: b.write("x"), lambda: b.seek(-1), lambda: b.seek(0, 3), lambda: io.BytesIO("x"), lambda: b.read("x"),
              lambda: b.truncate(-1), lambda: b.detach(), lambda: b.fileno(), lambda: b.writelines(["x"])]:
    try:
        print(wrong())
    except (TypeError, ValueError, OSError) as e:
        print(type(e).__name__, e)
b.close()
try:
    b.getvalue()
except ValueError as e:
    print(e)
