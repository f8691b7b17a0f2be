# int() of texts, bytes, floats and objects, and its errors.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


for args in [(), (3.9,), (-3.9,), (" 12 ",), ("0x1f", 16), ("0b101", 0), ("z", 36), (b"12",), ("1_000",), ("-7",), (True,)]:
    attempt(lambda: int(*args))
for args in [("",), ("1__0",), ("x",), ("12", 1), ("12", 37), (12, 10), (None,), ([],), ("9", 8), (float("nan"),), (float("inf"),), ("0x", 16)]:
    attempt(lambda: int(*args))
attempt(lambda: int("5", base=7))
attempt(lambda: int(x=1))
