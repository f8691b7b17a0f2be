# Modes that keep what is there, and one that refuses it.
def show():
    with open("log") as f:
        print(repr(f.read()))

with open("log", "w") as f:
    f.write("one\n")
with open("log", "a") as f:
    f.write("two\n")
    print(f.tell())
show()
with open("log", "w") as f:
    pass
show()
try:
    open("log", "x")
except FileExistsError as e:
    print(type(e).__name__, e.strerror, e.filename)
with open("new", "x") as f:
    print(f.mode, f.write("made"))
with open("log", "a+") as f:
    f.write("abc")
    print(f.seek(0), f.read(), f.write("d"))
show()
