# UTF-16 and UTF-32, and what is wrong in them.
for encoding in "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be":
    data = "a\U0001f40d".encode(encoding)
    print(encoding, data, ascii(data.decode(encoding)))
for encoding, data in [("utf-16-le", b"a"), ("utf-16-le", b"\x00\xd8"), ("utf-16-le", b"\x00\xd8a\x00"), ("utf-16-be", b"\xdc\x00"), ("utf-32-le", b"abc"), ("utf-32-le", b"\x00\x00\x11\x00"), ("utf-32-be", b"\x00\x00\xd8\x00"), ("utf-8", b"\xc3"), ("utf-8", b"\xe2\x28\xa1"), ("utf-8", b"\xf8"), ("utf-8", b"\xed\xa0\x80")]:
    try:
        print(data.decode(encoding))
    except UnicodeDecodeError as e:
        print(e, data.decode(encoding, "replace"))
for encoding in "utf-8", "utf-16", "utf-32":
    try:
        "x\ud800y".encode(encoding)
    except UnicodeEncodeError as e:
        print(e)
print(b"\xff\xfea\x00".decode("utf-16"), b"\xfe\xff\x00a".decode("utf-16"), "\ufeffx".encode("utf-8-sig"), b"\xef\xbb\xbfx".decode("utf-8-sig"))
