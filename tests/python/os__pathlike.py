# Objects that are paths by their own word.
import posix

class Name:
    def __init__(self, text):
        self.text = text
    def __fspath__(self):
        print("asked", self.text)
        return self.text

posix.mkdir(Name("d"))
posix.close(posix.open(Name("d/f"), posix.O_CREAT | posix.O_WRONLY))
print(posix.listdir(Name("d")), posix.listdir(b"d"), posix.listdir(Name(b"d")))
print(posix.fspath(Name("x")), posix.fspath(b"y"), posix.fspath("z"))
posix.rename(Name("d/f"), Name("d/g"))
print(posix.listdir("d"))
for wrong in 3.5, None, Name(3), Name(None):
    for call in posix.fspath, posix.stat:
        try:
            call(wrong)
        except TypeError as e:
            print(e)
try:
    posix.stat(Name("absent"))
except OSError as e:
    print(e.filename)
print(posix._path_normpath("a/../b//c/."), posix._path_normpath(""), posix._path_normpath("//x/../.."), posix._path_normpath(b"/a/./b/"))
print(posix._path_splitroot_ex("//x/y"), posix._path_splitroot_ex(b"/x"), posix._path_splitroot_ex("x"))
