b = b"hello\x00\xff"
print(b, b[0], b[1:3], len(b), list(b[:3]), b + b"x", b * 2, b"l" in b, 104 in b, b.find(b"l"), b.upper(), b.replace(b"l", b"L"), b.split(b"l"), b.hex(), bytes.fromhex("00ff"), bytes(3), bytes([1, 2]), b"a" < b"b", b.startswith(b"he"), b.decode("latin-1"))
a = bytearray(b"abc")
a.append(100); a[0] = 65; a += b"!"; a[1:2] = b"xyz"
print(a, bytes(a), a.pop(), len(a), bytearray(2), a == b"AxyzcD", b",".join([b"a", b"b"]), b" x ".strip(), b"%d %s" % (5, b"z"))
m = memoryview(b"abcd")
print(m[1], bytes(m[1:3]), len(m), m.tolist())
for bad in (lambda: b"a" + "b", lambda: bytes([256]), lambda: b"a"[5], lambda: bytes("x"), lambda: b"a".find("a"), lambda: bytes(-1), lambda: bytes.fromhex("0g"), lambda: bytearray([1]).append(300)):
    try:
        print(bad())
    except (TypeError, ValueError, IndexError) as e:
        print(type(e).__name__, e)
