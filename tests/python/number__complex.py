z = 3 + 4j
print(z, abs(z), z.real, z.imag, z.conjugate(), z * z, z / 2, z ** 2, -z, z == 3 + 4j, 1j * 1j, complex(1, -2), complex("1+2j"), 1j, -1j, 0j, complex(1.5, 0), 1e20j, (1 + 0j) == 1)
print(repr(complex(-0.0, 1)), complex("nanj"), complex("infj"), [1j], f"{z:.2f}", z + 1, 1 - z, z - z, bool(0j), complex(3), 2 ** 1j == 2 ** 1j)
for bad in (lambda: z < z, lambda: int(z), lambda: float(z), lambda: z // 1, lambda: z % 1, lambda: complex("x"), lambda: 1j / 0, lambda: complex([])):
    try:
        print(bad())
    except (ArithmeticError, TypeError, ValueError) as e:
        print(type(e).__name__, e)
