# Entries of a folder, with what is known of them.
import os
os.makedirs("s/folder")
with open("s/file", "w") as f:
    f.write("12345")
os.symlink("file", "s/link")
os.symlink("nowhere", "s/dangling")
with os.scandir("s") as entries:
    for e in sorted(entries, key=lambda e: e.name):
        print(e.name, e.path, e.is_file(), e.is_dir(), e.is_symlink(), e.is_file(follow_symlinks=False))
        print(e, os.fspath(e), e.inode() == os.lstat(e.path).st_ino)
e = next(e for e in os.scandir("s") if e.name == "file")
print(e.stat().st_size, e.stat() is e.stat())
for e in os.scandir("s"):
    if e.name == "dangling":
        try:
            e.stat()
        except FileNotFoundError as x:
            print(x.strerror, x.filename)
it = os.scandir(b"s")
print(type(next(it).name))
it.close()
print(list(it))
try:
    os.DirEntry()
except TypeError as e:
    print(e)
