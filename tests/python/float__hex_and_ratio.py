# Floats as hexadecimal texts and as ratios.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


for x in [0.0, -0.0, 1.0, 0.1, 1e300, 5e-324, float("inf"), float("nan")]:
    print(x, x.hex())
for text in ["0x1.8p1", "-0x1p-3", "inf", "nan", " 0x1 ", "1.5"]:
    attempt(lambda: float.fromhex(text))
for text in ["", "0x", "x", "0x1p99999"]:
    attempt(lambda: float.fromhex(text))
print((0.75).as_integer_ratio(), (2.0).is_integer(), (2.5).is_integer())
for x in [float("inf"), float("nan")]:
    attempt(lambda: x.as_integer_ratio())
attempt(lambda: float("1e"))
attempt(lambda: float(" 1_0.5 "))
attempt(lambda: float([]))
