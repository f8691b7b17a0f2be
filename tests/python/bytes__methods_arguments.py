# Methods of bytes with arguments that do not fit.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


b = b"abcabc"
for call in ["b.replace(b'a')", "b.replace('a', b'b')", "b.split('')", "b.split(b'')", "b.join([1])", "b.join(['a'])", "b.startswith('a')", "b.find('a')", "b.find(300)", "b.index(b'z')",
             "b.center(9, b'ab')", "b.zfill('a')", "b.decode('nope')", "b.strip('a')", "b[1.0]", "b['a']", "b + 'a'", "b * 'a'", "'a' in b", "300 in b", "b < 'a'",
             "bytes('a')", "bytes([300])", "bytes(['a'])", "bytes(-1)", "bytes.fromhex('zz')", "bytes.fromhex(1)", "b.hex(1)", "b.hex('ab')"]:
    attempt(lambda: eval(call))
print(b.replace(b"a", b"x", 1), b.split(b"b"), b.partition(b"b"), b.center(10, b"*"), b.count(b"a", 1), b.hex(":", 2), bytes.fromhex("00 ff"))
