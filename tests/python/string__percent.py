# Formatting with %: stars, names, and values that are Python's to say.
import sys


def show(format, values):
    try:
        print(repr(format % values))
    except Exception as e:
        print(type(e).__name__, e)


show("%*d|%-*d|%.*f", (5, 42, 5, 42, 2, 3.14159))
show("%*d", (-6, 42))
show("%-*d|", (-6, 42))
show("%.*s|", (-1, "abc"))
show("%*s", ("5", "x"))
show("%*d", (5,))
show("%*d", (2**70, 5))
show("%5.2d|%-5.3d|%+.3d|% .3d|%#.3x|%#8.3o|%08.3d|%-08d|", (1, 2, 3, 4, 5, 6, 7, 8))
show("%x %X %#x %#X %#o %o", (255, 255, 255, 255, 8, 8))
show("%x", -255)
show("%#010x|%+d|%+d|% d", (255, 5, -5, 5))
show("%5s|%-5s|%05s|%.2s|%5.1s|%+s|%#s", ("a", "b", "c", "def", "ghi", "j", "k"))
show("%r %a", ("é\n", "é\n"))
show("%c%c%5c|%-3c|%.0c", (65, "é", "x", "y", "z"))
show("%c", 0x110000)
show("%c", -1)
show("%c", "ab")
show("%c", 1.5)
show("%c", 10**30)
show("%e|%.3E|%g|%G|%010.2f|%+.1f|%-8.2f|%#.0f|%F", (12345.678, 0.00012, 1e20, 1e-10, 3.14159, 2.55, 1.5, 3.0, float("inf")))
show("%f %d %i %u", (True, 3.99, -3.99, False))
show("%d", float("nan"))
show("%d", "3")
show("%d", None)
show("%x", 3.5)
show("%f", "x")
show("%f", 1j)
show("%ld %hi %Lx", (1, 2, 255))
show("%%|%5%|%d", 1)
show("%", ())
show("%5", 1)
show("%(a", {"a": 1})
show("%z", 1)
show("%\n", 1)
show("%s %s", (1,))
show("%s", (1, 2))
show("none", 1)
show("none", [1])
show("none", {})
show("none", "text")
show("%s", [1, 2])
show("%s %s", [1, 2])
show("%(a)s %(b(c))s %(a)5d", {"a": 1, "b(c)": 2})
show("%(a)s", (1,))
show("%(a)s", [1])
show("%(a)s", {})
show("%(a)s %s", {"a": 1})
show("%(a)*d", {"a": 1})
show("%s", {"a": 1})
show("%s %s" * 2, (1, 2, 3, 4))


class Loud:
    def __str__(self):
        print("str")
        return "S"

    def __repr__(self):
        print("repr")
        return "Ré"

    def __index__(self):
        print("index")
        return 7

    def __float__(self):
        print("float")
        return 2.5


class Truncating(Loud):
    def __int__(self):
        print("int")
        return 9


show("%s|%5r|%a|%d|%x|%.1f|%c", (Loud(),) * 7)
show("%d %x", (Truncating(), Truncating()))


class Bad:
    def __str__(self):
        return 5

    def __repr__(self):
        raise ValueError("no repr")

    def __index__(self):
        raise TypeError("no index")

    def __float__(self):
        return "x"


for kind in "srdxfc":
    show("%" + kind, Bad())


class Names(dict):
    def __missing__(self, key):
        print("missing", key)
        return key.upper()


class Getter:
    def __getitem__(self, key):
        print("get", key)
        return sys.getrefcount(key) > 0


show("%(a)s %(b)-5s|%(c)5s", Names(c=1))
show("%(x)s %(y)d", Getter())
show("none", Getter())


class Text(str):
    def __mod__(self, other):
        return "mod"

    def __rmod__(self, other):
        return "rmod"


print("%s" % Text("a"), Text("a") % 1)
print("%s is %s" % ("a" "b", Text("c")))
