# The old formatting, and its errors.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


print("%s %r %a %d %5.2f %x %o %c %%" % ("é", "é", "é", 42, 3.14159, 255, 8, "z"))
print("%(a)s %(b)05d" % {"a": 1, "b": 2}, "%-5s|%+d|% d|%#x" % ("ab", 3, 4, 255), "%*d|%.*f" % (5, 1, 2, 2.5))
for template, values in [("%d", "a"), ("%d", ()), ("%d %d", (1,)), ("%d", (1, 2)), ("%q", 1), ("%", 1), ("%(a)s", 1), ("%(a)s", {}), ("%c", "ab"), ("%c", -1), ("%x", 1.5)]:
    attempt(lambda: template % values)
