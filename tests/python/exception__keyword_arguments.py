# Only a few exceptions take keyword arguments.
def attempt(cls, *args, **kwargs):
    try:
        e = cls(*args, **kwargs)
        print(repr(e), {n: getattr(e, n) for n in ("name", "obj", "path", "name_from", "msg") if hasattr(e, n)})
    except TypeError as t:
        print(t)


attempt(ValueError, a=1)
attempt(NameError, "m", name="x")
attempt(NameError, "m", obj=1)
attempt(UnboundLocalError, "m", name="x")
attempt(AttributeError, "m", name="x", obj=3)
attempt(AttributeError, "m", foo=1)
attempt(ImportError, "m", name="n", path="p", name_from="f")
attempt(ImportError, "a", "b", name="n")
attempt(ModuleNotFoundError, foo=1)
attempt(ImportError)
attempt(StopIteration, value=1)
attempt(OSError, errno=1)
