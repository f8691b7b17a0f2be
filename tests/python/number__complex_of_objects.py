# complex() of what Python says is a number.
import warnings
warnings.simplefilter("always")


class C:
    def __init__(self, z): self.z = z
    def __complex__(self):
        print("complex")
        return self.z


class F:
    def __float__(self): return 2.5


class I:
    def __index__(self): return 7


class Bad:
    def __float__(self): return "x"


class Sub(complex): pass


class Both(F):
    def __complex__(self): return 1 + 2j


class SubFloat(float): pass


class FloatSub:
    def __float__(self): return SubFloat(3.0)


def attempt(f):
    try:
        z = f()
        print(type(z).__name__, z)
    except Exception as e:
        print(type(e).__name__, e)


for f in [lambda: complex(C(1j)), lambda: complex(C(5)), lambda: complex(C(Sub(2, 3))), lambda: complex(F()), lambda: complex(I()), lambda: complex(Bad()),
          lambda: complex(F(), I()), lambda: complex(C(1 + 2j), 3), lambda: complex(1j, 2j), lambda: complex(1, 2j), lambda: complex(imag=F()), lambda: complex(real=C(2j)),
          lambda: complex(Both()), lambda: complex(Both(), 1), lambda: complex("1", 2), lambda: complex(1, "2"), lambda: complex([]), lambda: complex(None, 1), lambda: complex(1, imag=[]),
          lambda: Sub(C(1j)), lambda: Sub("1+2j"), lambda: Sub(F(), F()), lambda: complex(Sub(1, 2)), lambda: complex(FloatSub()), lambda: complex(Sub(1, 2), Sub(3, 4)),
          lambda: complex.from_number(F()), lambda: complex.from_number(C(3j)), lambda: Sub.from_number(2), lambda: complex.from_number("1"), lambda: complex.from_number(Sub(1)), lambda: Sub.from_number(1j),
          lambda: complex(10**400), lambda: complex(), lambda: complex(True, False), lambda: complex(1, x=2)]:
    attempt(f)
