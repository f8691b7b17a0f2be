# What classmethod and staticmethod say of what they wrap.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


def f(x: int):
    "doc"
    return x


for wrap in [classmethod, staticmethod]:
    w = wrap(f)
    print(w.__name__, w.__doc__, w.__wrapped__ is f, w.__func__ is f, w.__isabstractmethod__, sorted(w.__dict__))
    w.extra = 1
    print(w.extra, w.__annotations__, "__annotations__" in w.__dict__, wrap[int])
    attempt(lambda: wrap())
    attempt(lambda: wrap(1, 2))
    attempt(lambda: wrap(function=1))
    attempt(lambda: wrap(1).nothing)
    attempt(lambda: wrap(1))
attempt(lambda: staticmethod(f)(3))
attempt(lambda: classmethod(f)(3))
attempt(lambda: classmethod(1).__get__(None, None))
attempt(lambda: classmethod(1).__get__(5)())


class Loud(classmethod):
    def __get__(self, instance, owner):
        print("get", owner.__name__)
        return super().__get__(instance, owner)


class K:
    @Loud
    def c(cls): return cls.__name__


print(K.c(), K().c())
