# Methods of a set, with good, missing and wrong arguments.
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

sweep(lambda: {1, 2}, "add discard remove pop clear union update difference intersection_update symmetric_difference issubset isdisjoint __or__ __isub__ __contains__", [(), (1,), (3,), ([],), ([1, 5],), (None,), ({2},), ({2}, [9])])
