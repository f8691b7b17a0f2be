# Names as str and as bytes.
import os
print(os.fsencode("caf\u00e9"), os.fsdecode(b"caf\xc3\xa9"), ascii(os.fsdecode(b"\xff")), os.fsencode("\udcff"))
open("caf\u00e9", "w").close()
print([n for n in os.listdir() if n.startswith("caf")], [n for n in os.listdir(b".") if n.startswith(b"caf")])
for bad in 3, None, ["x"]:
    for call in os.fsencode, os.fspath:
        try:
            call(bad)
        except TypeError as e:
            print(e)
class P(os.PathLike):
    def __fspath__(self):
        return "p"
print(os.fspath(P()), isinstance(P(), os.PathLike), issubclass(str, os.PathLike), os.path.join(P(), "q"))
