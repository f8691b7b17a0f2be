# Bytes in a file.
data = bytes(range(256))
with open("b", "wb") as f:
    print(f.write(data), f.write(bytearray(b"xyz")), f.write(memoryview(b"m")))
    try:
        f.write("text")
    except TypeError as e:
        print(e)
with open("b", "rb") as f:
    print(f.read(4), f.read1(3), f.peek(2)[:2], f.tell())
    f.seek(250)
    print(f.read())
    f.seek(0)
    into = bytearray(5)
    print(f.readinto(into), into)
    print(f.readinto1(into), into, f.tell())
    print(f.seek(2, 1), f.seek(-1, 2), f.read(), f.read(), f.read(5))
    for wrong in [lambda: f.seek(-1), lambda: f.read(-2), lambda: f.seek(0, 9), lambda: f.read("x")]:
        try:
            print(wrong())
        except (ValueError, TypeError, OSError) as e:
            print(type(e).__name__, e.args[-1])
