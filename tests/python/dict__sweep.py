# Methods of a dict, with good, missing and wrong arguments.
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

sweep(lambda: {1: 2, 3: 4}, "get pop setdefault update popitem fromkeys copy __getitem__ __setitem__ __delitem__ __or__ __ior__ __contains__", [(), (1,), ("x",), (None,), ([],), (O,), (1, 7), ({5: 6},), ([(1, 2, 3)],), (1, 2, 3)])
