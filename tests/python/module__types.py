# Modules made by hand.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


import _types
Module = _types.ModuleType
m = Module("m", "doc")
print(m.__name__, m.__doc__, m.__dict__ is vars(m), sorted(vars(m)))
for args in [(), (1,), ("a", "b", "c")]:
    attempt(lambda: Module(*args))
attempt(lambda: Module(name="x").__name__)
attempt(lambda: m.foo)
attempt(lambda: delattr(m, "foo"))
attempt(lambda: setattr(m, "__dict__", {}))
attempt(lambda: Module.__new__(Module).x)


class Sub(Module):
    z = 4

    def hello(self): return "hello from " + self.__name__


s = Sub("sub")
s.v = 1
print(s.hello(), s.z, s.v, "v" in vars(s))
attempt(lambda: s.nope)
m.__class__ = Sub
print(m.hello(), type(m).__name__)
attempt(lambda: setattr(m, "__class__", int))
s.__dir__ = lambda: ["b", "a"]
print(dir(s))
s.__getattr__ = lambda name: "made " + name
print(s.anything)
print(m.__annotations__, m.__annotate__)
m.__annotate__ = lambda format: {"format": format}
print(m.__annotations__)
attempt(lambda: setattr(m, "__annotate__", 1))
attempt(lambda: delattr(m, "__annotate__"))
