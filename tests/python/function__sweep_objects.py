# Methods, properties, generic aliases and the single objects, with good, missing and wrong arguments.
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

import types


def f(a, b=1): return a
def g(): yield 1


sweep(lambda: types.MethodType(f, 1), "__call__ __get__ __eq__", [(), (1,), (O,), (1, 2, 3)])
sweep(lambda: property(f), "__get__ __set__ __delete__ getter", [(), (1,), (None,), (1, 2), (1, 2, 3)])
sweep(lambda: g(), "send throw close __next__", [(), (1,), (None,), (ValueError,), (ValueError, 1), (ValueError, 1, 2), (1, 2, 3, 4)])
sweep(lambda: int | str, "__or__ __ror__ __eq__", [(), (1,), ("x",), (int,), (O,)])
for t in [type(None), type(...), type(NotImplemented), types.FunctionType, types.MethodType, types.CellType, types.GenericAlias, object, super]:
    for given in [(), (1,), (None, None), (1, 2), (1, 2, 3)]:
        print(t.__name__, given, str(attempt(t, *given)).split(" at ")[0])
