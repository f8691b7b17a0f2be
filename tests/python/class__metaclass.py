class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print("prepare", name, bases, kw)
        return {"prepared": True}

    def __new__(mcs, name, bases, ns, **kw):
        print("new", name, [k for k in ns if not k.startswith("__")])
        return super().__new__(mcs, name, bases, ns)

    def __init__(cls, name, bases, ns, **kw):
        print("init", name, kw)
        super().__init__(name, bases, ns)

    def __call__(cls, *args):
        print("call", cls.__name__, args)
        return super().__call__(*args)

    def shout(cls):
        return cls.__name__.upper()

class A(metaclass=Meta, option=1):
    x = 1

    def __init__(self, v):
        self.v = v

class B(A):
    pass

print(A(5).v, B.prepared, A.shout(), type(B) is Meta)
try:
    A(1).shout()
except AttributeError as e:
    print(e)
class Other(type): pass
try:
    class C(A, metaclass=Other): pass
except TypeError as e:
    print(e)
def f(name, bases, ns):
    return name, bases, sorted(k for k in ns if k[0] != "_")
class F(metaclass=f):
    a = b = 1
print(F)
