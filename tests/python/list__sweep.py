# Methods of a list, with good, missing and wrong arguments.
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

sweep(lambda: [3, 1, 2], "append extend insert pop remove index count sort reverse copy __setitem__ __delitem__ __getitem__ __mul__ __imul__ __add__ __contains__ __format__", [(), (1,), (-1,), ("x",), (None,), (O,), (0, 7), (O, O), (2**70,), (1, 2, 3)])
