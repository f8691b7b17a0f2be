# Searches in a str with good, missing and wrong arguments.
class Obj:
    def __repr__(self): return "Obj"


O = Obj()


def attempt(f, *args, **kwargs):
    try:
        r = f(*args, **kwargs)
        return list(r) if hasattr(r, "__next__") else r
    except Exception as e:
        return f"{type(e).__name__}: {e}"


def sweep(make, names, args):
    for name in names.split():
        for given in args:
            x = make()
            shown = attempt(getattr(x, name), *given)
            print(name, given, "->", shown, x if x != make() else "")
        print(name, "x=1", attempt(getattr(make(), name), x=1))

sweep(lambda: "abcabc", "find rindex count startswith endswith partition replace removeprefix split rsplit join __contains__ __getitem__ __mul__", [(), ("b",), (1,), (None,), (O,), ("b", 1), ("b", "c"), ("b", 2**70), ("b", None, -1), ("b", 1, 2, 3)])
