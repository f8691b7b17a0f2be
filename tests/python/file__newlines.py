# Line ends: as they are, and as they are read.
with open("n", "wb") as f:
    f.write(b"a\nb\rc\r\nd")
for newline in None, "", "\n", "\r", "\r\n":
    with open("n", newline=newline) as f:
        print(repr(newline), f.readlines(), repr(f.newlines))
for newline in None, "", "\n", "\r", "\r\n":
    with open("w", "w", newline=newline) as f:
        f.write("x\ny\r\n")
    print(repr(newline), open("w", "rb").read())
with open("n", newline=None) as f:
    print(f.newlines, f.read(2), f.newlines, f.read(), f.newlines)
