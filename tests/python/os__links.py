# Names that lead elsewhere.
import os
with open("real", "w") as f:
    f.write("content")
os.symlink("real", "soft")
print(os.readlink("soft"), open("soft").read(), os.path.islink("soft"), os.path.islink("real"))
print(os.lstat("soft").st_size, os.stat("soft").st_size)
os.symlink("loop2", "loop1")
os.symlink("loop1", "loop2")
for call in [lambda: open("loop1"), lambda: os.readlink("real"), lambda: os.symlink("x", "soft")]:
    try:
        call()
    except OSError as e:
        print(type(e).__name__, e.strerror)
os.mkdir("folder")
os.symlink("../real", "folder/up")
os.symlink("folder", "way")
print(open("way/up").read(), os.path.realpath("way/up") == os.path.abspath("real"))
os.remove("real")
print(os.path.exists("soft"), os.path.lexists("soft"))
os.unlink("soft")
print(os.path.lexists("soft"))
