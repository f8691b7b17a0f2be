print(7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 % -3, divmod(-7, 2), 2 ** 10, 2 ** -1, (-2) ** 3, -2 ** 2, 7 / 2, 6 / 3)
print(10 ** 30, -(10 ** 30) // 7, 10 ** 30 % 97, 2 ** 100 >> 50, 1 << 70, 5 & 3, 5 | 3, 5 ^ 3, ~5, -1 >> 3, -8 & 0xFF)
print(0b101, 0o17, 0xFF, 1_000_000, int("ff", 16), int("-12"), int(3.9), int(-3.9), int("0b11", 0), int(True))
print(bin(-5), oct(8), hex(255), (255).bit_length(), (5).bit_count(), (1000).to_bytes(2, "big"), int.from_bytes(b"\x01\x00"), (5).as_integer_ratio(), (5).conjugate(), (7).real, int.__add__(1, 2))
print(abs(-3), pow(2, 10, 7), pow(3, -1, 7), round(15, -1), round(25, -1), 3 == 3.0, 1 < 1.5, hash(5) == 5, bool(0), True + True, True & False, not 1)
print(123456789 ** 5, 3 ** 100 - 3 ** 99, (2 ** 64 - 1) * (2 ** 64 + 1), str(2 ** 200)[:10], -5 // 10 ** 20, 10 ** 20 // -3)
for bad in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: 1 << -1, lambda: 0 ** -1, lambda: int("1.5"), lambda: int(None), lambda: "a" + 1, lambda: 1 + None, lambda: 10 ** 400 * 1.0, lambda: divmod(1, 0), lambda: pow(2, -1, 4), lambda: int(float("inf")), lambda: int(float("nan")), lambda: 1 < "a", lambda: -"a", lambda: 5 @ 5):
    try:
        print(bad())
    except (ArithmeticError, TypeError, ValueError) as e:
        print(type(e).__name__, e)
