# Trees of folders.
import os
for p in "t/x/1", "t/x/2", "t/y":
    os.makedirs(p)
for p in "t/a", "t/x/b", "t/x/1/c":
    with open(p, "w") as f:
        f.write(p)
for root, folders, files in os.walk("t"):
    folders.sort()
    print(root, folders, sorted(files))
for root, folders, files in os.walk("t", topdown=False):
    print(root, sorted(folders), sorted(files))
try:
    os.makedirs("t/x")
except FileExistsError as e:
    print(e.strerror)
os.makedirs("t/x", exist_ok=True)
os.removedirs("t/x/2")
print(os.path.exists("t/x/2"), os.path.exists("t/x"))
os.renames("t/a", "new/place")
print(open("new/place").read(), os.path.exists("t/a"))
