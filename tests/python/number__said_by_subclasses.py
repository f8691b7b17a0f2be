# Subclasses of numbers and texts that say themselves what number they are.
class I(int):
    def __int__(self): return 5
    def __float__(self): return 1.5
    def __index__(self): return 9
    def __bool__(self): return False


class F(float):
    def __int__(self): return 6
    def __float__(self): return 2.5


class S(str):
    def __int__(self): return 7
    def __float__(self): return 3.5
    def __repr__(self): return "S!"


class B(bytes):
    def __float__(self): return 4.5


class P(str):
    def __repr__(self): return "P!"


print(int(I(3)), float(I(3)), bool(I(3)), [10, 20, 30, 40][I(3)], I(3) + 1, complex(I(3)))
print(int(F(1.0)), float(F(1.0)), complex(F(1.0)), F(1.0) + 1, round(F(1.4)))
print(int(S("1")), float(S("1")), float(B(b"1")), int(P("12")), float(P("1e3")))
for f in [lambda: int(P("x")), lambda: int(P("x"), 16), lambda: float(P("x")), lambda: int(bytearray(b"x")), lambda: int(memoryview(b"x")), lambda: float(b"x"), lambda: int(b"1\xff"), lambda: int("1_"), lambda: int(" 12 "), lambda: int("\u0663"), lambda: float("\u0663.\u0665"), lambda: int("1\0"), lambda: float("1_0.5_0"), lambda: float("1__0"), lambda: int("0b11", 0), lambda: int("08", 0), lambda: int("0x_f", 16), lambda: int("z", 36), lambda: int("12", 2), lambda: float("infinity"), lambda: float("+nan"), lambda: float("1e400"), lambda: float(""), lambda: int(""), lambda: int("-"), lambda: complex("1+"), lambda: complex("(1+2j)"), lambda: complex("1 + 2j"), lambda: complex("infj"), lambda: complex("1e3j"), lambda: complex("j"), lambda: complex("-J"), lambda: complex("1_0+2_0j"), lambda: complex("++1j"), lambda: complex(""), lambda: complex(b"1")]:
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
