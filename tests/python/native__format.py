class F:
    def __format__(self, spec):
        print("spec", repr(spec))
        return f"<{spec}>"

f = F()
width = 5
print(f"{f}", f"{f:abc}", f"{f:{width}.{width}}", format(f), format(f, "x"), "{:y} {0.__class__.__name__}".format(f) if False else "{0:y}".format(f))

class Wrong:
    def __format__(self, spec):
        return 5

for bad in (lambda: f"{Wrong()}", lambda: format(object(), "x"), lambda: f"{[]:5}", lambda: format(1, 2), lambda: f"{1:z}", lambda: f"{'a':d}", lambda: f"{1.5:d}"):
    try:
        print(bad())
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
print("{} {}".format(1, 2), "{1} {0}".format(1, 2), "{a} {b[0]} {c.real}".format(a=1, b=[2], c=3), "{:>{w}}|{!r:^5}".format(1, "x", w=4), "{{}}".format())
for text in ("{} {0}", "{", "}", "{5}", "{x}", "{0.x}", "{:q}"):
    try:
        print(text.format(1))
    except (ValueError, IndexError, KeyError, AttributeError) as e:
        print(type(e).__name__, e)
