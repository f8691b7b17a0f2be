print(0.1 + 0.2, 1e16, 1e15, 123456789.123, 1e-5, 0.0001, 1.0, -0.0, 1e308 * 10, -1e309, float("nan"), 5e-324, 1.7976931348623157e308)
print(7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, divmod(7.5, -2), 2.0 ** 0.5, 4 ** 0.5, 1e300 * 1e-300, (-8) ** (1 / 3))
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), round(1e20), round(0.5), int(2.9), 3.0.is_integer(), (0.75).as_integer_ratio(), (1.5).hex(), float.fromhex("0x1.8p1"))
print(float("1e3"), float(" inf "), float("-Infinity"), float("1_0.5"), float(10 ** 20), 1.5 == 3 / 2, 0.1 == 0.1000000000000000055, 1e16 == 10 ** 16, 2 ** 53 == 2.0 ** 53 + 1, 2 ** 53 + 1 == 2.0 ** 53)
nan = float("nan")
print(nan == nan, nan != nan, nan < 1, max(1, nan), max(nan, 1), sorted([3, 1.5, 2]), 0.0 == -0.0, str(-0.0), bool(0.0), abs(-1.5), -nan)
for x in (1e22, 1e21, 123456.789e3, 0.1 + 0.7, 1 / 3, 2 / 3, 100.0, 1e100, 1.1e-7):
    print(x, f"{x:.3f}", f"{x:.3e}", f"{x:.3g}", f"{x:g}", "%r" % x)
for bad in (lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: 0.0 ** -1, lambda: float("x"), lambda: float([]), lambda: round(nan), lambda: 1.5 << 1, lambda: 1.5 & 1, lambda: [1] * 1.5):
    try:
        print(bad())
    except (ArithmeticError, TypeError, ValueError) as e:
        print(type(e).__name__, e)
