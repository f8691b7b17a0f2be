# A file is written, closed, and read back.
with open("notes.txt", "w") as f:
    print(f.write("first\n"), f.write("second\n"), f.write(""))
    print("third", 3, sep="=", file=f)
    print(f.closed, f.mode, f.name, f.encoding)
print(f.closed)
with open("notes.txt") as f:
    print(repr(f.read()), repr(f.read()))
with open("notes.txt") as f:
    print(f.readline(), f.readlines())
for number, line in enumerate(open("notes.txt"), 1):
    print(number, line.rstrip())
