from _operator import _compare_digest

print(_compare_digest("abc", "abc"), _compare_digest("abc", "abd"), _compare_digest(b"abc", b"abc"), _compare_digest(b"a", bytearray(b"b")))
print(_compare_digest("", ""), _compare_digest(b"", b"x"))
for a, b in (("é", "é"), ("a", b"a"), (1, 1), (b"a", 1), ("a", None)):
    try:
        _compare_digest(a, b)
    except TypeError as e:
        print(e)
