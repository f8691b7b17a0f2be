# Which methods and formats give back the very object, and which make a new one.
a = "some text"
print(("%s" % a) is a, "{}".format(a) is a, f"{a}" is a, ("%s" % (a,)) is a, "{0}".format(a) is a, "{:s}".format(a) is a, format(a) is a, format(a, "") is a, format(a, "s") is a, str(a) is a, ("%5s" % a) is a, ("%20s" % a) is a, "{!s}".format(a) is a, f"{a!s}" is a, f"{a:s}" is a, a[:] is a, a.replace("q", "z") is a, a.strip() is a, a.lower() is a, "".join([a]) is a, ("%s%s" % (a, "")) is a, "{}{}".format("", a) is a, a + "" is a, "" + a is a, a * 1 is a, a.ljust(1) is a, a.zfill(1) is a, a.expandtabs() is a, a.translate({}) is a, a.removeprefix("z") is a, a.casefold() is a, a.encode().decode() is a, ("%.20s" % a) is a, "{:.20}".format(a) is a, a.format() is a, a % () is a, "{:20}".format("x") is a, a.partition("zz")[0] is a, a.split("zz")[0] is a, a.rsplit(None, 0)[0] is a, a.splitlines()[0] is a)
b = b"some bytes"
print((b"%s" % b) is b, b[:] is b, b.strip() is b, b + b"" is b, b"" + b is b, b.replace(b"q", b"") is b, b"".join([b]) is b, bytes(b) is b, b * 1 is b, b.lower() is b, b.ljust(1) is b)
t = (1, 2)
print(t[:] is t, t + () is t, () + t is t, t * 1 is t, tuple(t) is t)
f = frozenset([1])
print(f.copy() is f, frozenset(f) is f, f | set() is f, f & f is f, f - set() is f)
class S(str): pass
class F:
    def __format__(self, spec): return K
    def __str__(self): return K
K = "kkk kkk"
s = S("abc"); a = "some text"
print(type("%s" % s), type("{}".format(s)), type(s.split("z")[0]), type(s.partition("z")[0]), type(s.ljust(1)), type(s.format()), type(s % ()), type(format(s, "s")), type(s.expandtabs()), type(s.splitlines()[0]), type(s.rpartition("q")[2]))
print("{}".format(F()) is K, "%s" % F() is K, f"{F()}" is K, format(F()) is K, "{}{}".format(F(), "") is K, "{}{}".format("", F()) is K, "%s%s" % ("", K) is K, "%s%s" % (K, "") is K)
sep = "e t"
print(a.partition(sep)[1] is sep, a.rpartition(sep)[1] is sep, a.partition("z")[0] is a, a.rpartition("z")[2] is a)
print("{0[0]}".format([K]) is K, "{!s:s}".format(K) is K, "{:>3}".format(K) is K, "{:{}}".format(K, 3) is K, "{x}".format(x=K) is K, "{x}".format_map({"x": K}) is K)
print("%(k)s" % {"k": K} is K, "%-3s" % K is K, "%.100s" % K is K, "%%" % () == "%", "%s" % "" is "", "%c" % "x" is "x")
print("x".center(1) is "x", K.center(3) is K, K.rjust(3) is K, "+12".zfill(2), K.zfill(3) is K)
print([x is K for x in K.split("q")], [x is K for x in K.rsplit("q")], [x is K for x in K.splitlines()], "one".split()[0] is "one", " one ".split()[0] is "one")
print(str.join("", [K]) is K, "".join((K,)) is K, ",".join([K]) is K)
print(K.removeprefix("z") is K, K.removesuffix("z") is K, K.strip("z") is K, K.replace("k", "k") is K, K.replace("z", "") is K, K.translate({}) is K, K.casefold() is K)
b = b"some bytes"
print([x is b for x in b.split(b"q")], b.partition(b"q")[0] is b, b.expandtabs() is b, b.zfill(1) is b, b.splitlines()[0] is b, b.center(1) is b, b.removeprefix(b"q") is b, b.translate(None) is b, (b"%b" % b) is b, b.rsplit(b"q")[0] is b, b.rpartition(b"q")[2] is b)
