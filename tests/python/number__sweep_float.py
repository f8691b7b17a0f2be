# Methods of float and complex, with good, missing and wrong arguments.
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

sweep(lambda: 2.5, "__round__ as_integer_ratio is_integer hex fromhex from_number __divmod__ __pow__ __rpow__ __mod__ __format__ __eq__", [(), (1,), (0,), (-2.5,), ("x",), ("0x1p3",), (None,), (O,), (1, 2), (1, 2, 3)])
sweep(lambda: 1 + 2j, "conjugate from_number __pow__ __rpow__ __truediv__ __format__ __lt__ __eq__", [(), (2,), (0,), ("x",), (None,), (O,), (1, 2)])
