# Complex numbers: arithmetic, text and errors.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


z = 1 + 2j
print(z + 1, z - 2.5, z * z, z / 2, z ** 2, -z, +z, abs(3 + 4j), z.conjugate(), z.real, z.imag, z == complex(1, 2))
print(complex("1+2j"), complex(" 3j "), complex("1e3"), complex(), complex(1.5), complex(imag=2), repr(complex(-0.0, -0.0)))
for call in ["complex('1 + 2j')", "complex('')", "complex('x', 1)", "complex(1, 'x')", "complex([])", "z < z", "z // 1", "z % 1", "int(z)", "float(z)", "z / 0", "0j ** -1", "divmod(z, 1)"]:
    attempt(lambda: eval(call))
print(f"{z:.2f}", f"{z:>12}", hash(1 + 0j) == hash(1), bool(0j))
