# Error handlers: ready-made ones and those of a program.
import codecs
text = "a\u00e9\u20acb"
for handler in "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "strict":
    try:
        print(handler, text.encode("ascii", handler))
    except UnicodeEncodeError as e:
        print(e)
def numbered(e):
    print(type(e).__name__, e.start, e.end, e.reason)
    if isinstance(e, UnicodeEncodeError):
        return "<" + str(e.end - e.start) + ">", e.end
    return "?", e.start + 1
codecs.register_error("numbered", numbered)
print(text.encode("ascii", "numbered"), text.encode("latin-1", "numbered"))
print(b"ok\xff\xfeend".decode("utf-8", "numbered"), b"\x80".decode("ascii", "numbered"))
codecs.register_error("wrong", lambda e: "x")
codecs.register_error("far", lambda e: ("", 99))
codecs.register_error("bytes", lambda e: (b"\xff", e.end))
for handler in "wrong", "far", "bytes", "unheard":
    try:
        print(text.encode("ascii", handler))
    except (TypeError, IndexError, LookupError) as e:
        print(type(e).__name__, e)
print(codecs.lookup_error("numbered") is numbered, "\udc80x".encode("utf-8", "surrogateescape"), "\ud800".encode("utf-8", "surrogatepass"))
print(ascii(b"\xed\xa0\x80".decode("utf-8", "surrogatepass")), ascii(b"a\x80".decode("utf-8", "surrogateescape")))
try:
    codecs.register_error("x", 3)
except TypeError as e:
    print(e)
