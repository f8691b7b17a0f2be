# Methods that shape a str, with good, missing and wrong arguments.
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

sweep(lambda: "abcabc", "center zfill expandtabs encode format_map maketrans translate strip splitlines __format__ __add__ __mod__", [(), (7,), ("x",), (None,), (O,), (7, "x"), ({97: "z"},), (2**70,), (1, 2, 3, 4)])
