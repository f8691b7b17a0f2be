# Reading and writing through one file.
with open("u", "w+") as f:
    f.write("hello world")
    f.seek(0)
    print(f.read(5))
    f.seek(6)
    f.write("WORLD")
    f.seek(0)
    print(f.read())
with open("u", "r+b") as f:
    print(f, f.read(3))
    print(f.write(b"LO"), f.tell(), f.read())
    f.seek(-5, 2)
    print(f.tell(), f.read(1), f.write(b"_"))
    f.seek(0)
    print(f.read())
    print(f.truncate(5), f.tell())
    f.seek(0)
    print(f.read())
