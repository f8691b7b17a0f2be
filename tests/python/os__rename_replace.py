# Renaming, over what is there too.
import os
def put(name, text):
    with open(name, "w") as f:
        f.write(text)
def show(call, *args):
    try:
        print(call.__name__, args, call(*args))
    except OSError as e:
        print(call.__name__, args, type(e).__name__, e.strerror, e.filename, e.filename2)
put("a", "A")
put("b", "B")
show(os.rename, "a", "b")
print(sorted(n for n in os.listdir() if n in "ab"), open("b").read())
os.mkdir("d")
os.mkdir("e")
put("e/x", "X")
show(os.rename, "b", "d")
show(os.rename, "d", "b")
show(os.replace, "d", "e")
show(os.replace, "absent", "c")
show(os.rename, "e", "e/inside")
show(os.replace, "e", "d")
print(os.listdir("d"), os.path.exists("e"))
show(os.rename, "b", "b")
show(os.rename, "b", "d/b")
print(open("d/b").read())
