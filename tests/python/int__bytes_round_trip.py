# Ints as bytes and back.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


for n, length, order, signed in [(1, 2, "big", False), (-1, 2, "little", True), (258, 2, "big", False), (0, 0, "big", False)]:
    b = n.to_bytes(length, order, signed=signed)
    print(b, int.from_bytes(b, order, signed=signed))
attempt(lambda: (256).to_bytes(1, "big"))
attempt(lambda: (-1).to_bytes(1, "big"))
attempt(lambda: (1).to_bytes(-1, "big"))
attempt(lambda: (1).to_bytes(1, "middle"))
attempt(lambda: int.from_bytes("ab", "big"))
attempt(lambda: int.from_bytes([1, 2, 300], "big"))
print((5).to_bytes(), int.from_bytes([1, 2]), (255).bit_length(), (255).bit_count(), (6).as_integer_ratio(), (3).is_integer(), (-7).conjugate())
