# The folder that names are seen from.
import os
start = os.getcwd()
os.makedirs("one/two")
os.chdir("one")
print(os.getcwd() == os.path.join(start, "one"), os.listdir())
with open("here", "w") as f:
    f.write("x")
os.chdir("two")
print(os.path.exists("../here"), os.path.relpath(os.getcwd(), start))
os.chdir("..")
print(sorted(os.listdir(".")))
os.chdir(start)
print(os.getcwd() == start, open("one/here").read(), os.getcwdb() == start.encode())
for bad in "absent", "one/here":
    try:
        os.chdir(bad)
    except OSError as e:
        print(type(e).__name__, e.strerror, e.filename)
