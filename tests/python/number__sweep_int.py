# Methods of an int, with good, missing and wrong arguments.
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

sweep(lambda: 25, "to_bytes from_bytes bit_length bit_count __round__ __divmod__ __pow__ __lshift__ __format__ as_integer_ratio __add__ __eq__ __floordiv__", [(), (1,), (-1,), (0,), (2.5,), ("x",), (None,), (O,), (1, "big"), (b"ab", "little"), (2, 7), (1, 2, 3, 4)])
