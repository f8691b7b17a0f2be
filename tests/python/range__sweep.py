# range, slice and memoryview, with good, missing and wrong arguments.
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

sweep(lambda: range(1, 10, 3), "index count __getitem__ __contains__ __reversed__ __eq__", [(), (4,), (-1,), (2**70,), ("x",), (None,), (O,), (slice(1, None),)])
sweep(lambda: slice(1, 10, 3), "indices __eq__ __lt__", [(), (5,), (-1,), (2**70,), ("x",), (O,)])
sweep(lambda: memoryview(b"abcd"), "tobytes tolist hex index count cast __getitem__", [(), (1,), ("x",), ("C",), ("H",), (None,), (O,), (98,), (98, "x"), (":", 2)])
