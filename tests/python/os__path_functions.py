# Paths: what they name, and their parts.
import os
from os import path
os.makedirs("a/b/c")
open("a/f.txt", "w").close()
for p in "a", "a/f.txt", "absent", "a/b/", b"a/b":
    print(p, path.exists(p), path.isfile(p), path.isdir(p), path.islink(p), path.lexists(p))
print(path.join("a", "b", "/c", "d"), path.split("a/b/c.txt"), path.splitext("a/b.tar.gz"), path.basename("x/y"), path.dirname("x/y"))
print(path.normpath("a//b/../c/."), path.isabs("/x"), path.commonprefix(["abc", "abd"]), path.commonpath(["a/b", "a/c"]))
print(path.getsize("a/f.txt"), path.abspath("x") == path.join(os.getcwd(), "x"), path.relpath("a/b", "a/c"))
print(path.expanduser("~") != "~", path.splitroot("/a/b"), path.splitdrive("a"), path.samefile("a", "a/b/.."))
print(sorted(os.listdir("a")), path.exists(5000), path.isfile("a\0b"))
print(path.realpath("a/b/../f.txt") == path.abspath("a/f.txt"))
