for s in ("a'b", 'a"b', "a'b\"c", "\n\t\r\\", "\x00\x1b\x7f", "é", "\u200b", "😀", "\ud800", "\xa0", "", "\N{BULLET}", "a\
b"):
    print(repr(s), ascii(s), len(s))
print(r"raw\n", b"bytes\x00\xff'", b'"\'', u"u", "con" "cat", """triple
line""", f"{'nested'!r}", rb"\x", "\101\x41\u0041\U00000041")
print(repr("a\u0301"), "\u00e9" == "e\u0301", [c for c in "aé😀"], "é".encode(), "😀".encode("utf-16-le"), b"\xc3\xa9".decode())
for bad in (lambda: b"\xff".decode(), lambda: "é".encode("ascii"), lambda: "\ud800".encode()):
    try:
        print(bad())
    except UnicodeError as e:
        print(type(e).__name__, e)
print("é".encode("ascii", "replace"), "é".encode("ascii", "ignore"), "é".encode("ascii", "backslashreplace"), b"a\xff".decode("utf-8", "replace"), b"\xe9".decode("latin-1"))
