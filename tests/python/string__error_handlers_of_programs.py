# Handlers of a program work wherever text becomes bytes or bytes text.
import codecs


def marks(e):
    print(type(e).__name__, e.start, e.end)
    return "?" * (e.end - e.start), e.end


codecs.register_error("marks", marks)
print(str(b"a\xffb", "ascii", "marks"), bytes("a\xe9b", "ascii", "marks"), bytearray("\xe9", "ascii", "marks"))


class S(str):
    pass


print(type(S(b"\xff", "ascii", "marks")).__name__)
print(codecs.utf_16_ex_decode(b"a\x00\x00\xd8", "marks", 0, True))
with open("marks.txt", "w", encoding="ascii", errors="marks") as f:
    f.write("na\xefve")
with open("marks.txt") as f:
    print(f.read())
with open("marks.txt", "wb") as f:
    f.write(b"na\xffve\nlast\xfe")
with open("marks.txt", encoding="ascii", errors="marks") as f:
    print(f.readline(), f.read())
errors = [
    UnicodeEncodeError("utf-8", "a\xe9\udc80", 1, 3, "r"),
    UnicodeEncodeError("utf-8", "a\udc80", 1, 2, "r"),
    UnicodeDecodeError("utf-8", b"a\xed\xa0\x80", 1, 4, "r"),
    UnicodeTranslateError("abc", 1, 2, "r"),
]
for name in ["strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "surrogatepass", "surrogateescape"]:
    handler = codecs.lookup_error(name)
    for error in errors:
        try:
            print(name, *map(ascii, handler(error)))
        except Exception as e:
            print(name, type(e).__name__, ascii(str(e)))
