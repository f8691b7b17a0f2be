import _sre
print(_sre.MAGIC, _sre.CODESIZE, _sre.getcodesize(), repr(_sre.copyright))

def attempt(*args):
    try:
        print(_sre.compile(*args))
    except Exception as e:
        print(type(e).__name__, e)

good = [14, 4, 0, 1, 1, 16, 97, 1]
attempt("a", 32, good, 0, {}, ())
attempt("a", 32, tuple(good), 0, {}, ())
attempt("a", 32, good, 0, [], ())
attempt("a", 32, good, 0, {}, [])
attempt("a", "x", good, 0, {}, ())
attempt("a", 2**40, good, 0, {}, ())
attempt("a", 32, good, -1, {}, ())
attempt("a", 32, good)
attempt(5, 32, good, 0, {}, ())
attempt(None, 32, good, 0, {}, ())
attempt("a", 32, [], 0, {}, ())
attempt("a", 32, [16, 97], 0, {}, ())
attempt("a", 32, [99, 1], 0, {}, ())
attempt("a", 32, [17, 9, 1], 1, {}, ())
attempt("a", 32, [11, 3, 1], 1, {}, ())
attempt("a", 32, [6, 12, 1], 1, {}, ())
attempt("a", 32, [24, 6, 3, 2, 2, 1, 1], 0, {}, ())
attempt("a", 32, [7, 5, 16, 97, 15, 2, 0, 1], 0, {}, ())
attempt("a", 32, [-1], 0, {}, ())
attempt("a", 32, ["x"], 0, {}, ())
for name in "ascii_iscased", "unicode_iscased", "ascii_tolower", "unicode_tolower":
    f = getattr(_sre, name)
    print(name, [f(c) for c in (48, 65, 97, 0xC4, 0xE4, 0xDF, 0x130, 0x131, 0x1C5, 0x3A3, 0x1E9E, 0x10400)])
