# Codecs by function.
import codecs
print(codecs.encode("h\u00e9", "latin-1"), codecs.decode(b"h\xc3\xa9", "utf-8"), codecs.encode("abc", "rot13"), codecs.encode(b"abc", "hex"), codecs.decode("616263", "hex"))
info = codecs.lookup("UTF8")
print(info.name, info.encode("x"), info.decode(b"y"), codecs.lookup("Latin_1").name, codecs.lookup("cp437").name)
for bad in [lambda: codecs.lookup("nope"), lambda: "x".encode("nope"), lambda: "x".encode("rot13"), lambda: b"x".decode("hex"), lambda: codecs.encode("x", 3), lambda: codecs.lookup(3)]:
    try:
        print(bad())
    except (LookupError, TypeError) as e:
        print(type(e).__name__, e)
e = codecs.getincrementalencoder("utf-16-le")()
d = codecs.getincrementaldecoder("utf-8")()
print(e.encode("a"), d.decode(b"\xc3"), d.decode(b"\xa9"), d.decode(b"\xe2\x82"), d.getstate(), d.decode(b"", final=False))
try:
    d.decode(b"", final=True)
except UnicodeDecodeError as x:
    print(x)
print(codecs.BOM_UTF8, codecs.BOM_UTF16_LE, "x\ny".encode("unicode_escape"), b"\\u20ac\\n".decode("unicode_escape"), codecs.escape_decode(b"\\x41\\n"))
print("\u0416".encode("koi8-r"), b"\xe9".decode("cp1252"), "\u20ac".encode("cp1252"), b"\x81".decode("cp1252", "replace"))
