# A bytearray changed, with good, missing and wrong arguments.
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

sweep(lambda: bytearray(b"abc"), "append extend insert pop remove reverse clear resize __setitem__ __delitem__ __iadd__ __imul__ __alloc__", [(), (1,), (-1,), (300,), (b"x",), ("x",), (None,), (O,), (0, 65), (0, 300), (O, O), (2**70,)])
