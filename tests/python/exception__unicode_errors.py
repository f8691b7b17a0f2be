# What UnicodeErrors say, and what they take.
def attempt(cls, *args):
    try:
        print(cls(*args))
    except TypeError as e:
        print("TypeError", e)


attempt(UnicodeDecodeError, "utf-8", b"abc", 1, 2, "bad")
attempt(UnicodeDecodeError, "utf-8", b"abc", 0, 3, "bad")
attempt(UnicodeEncodeError, "ascii", "a\xe9", 1, 2, "bad")
attempt(UnicodeEncodeError, "ascii", "a\ud800b\U00012345", 1, 2, "bad")
attempt(UnicodeEncodeError, "ascii", "a\ud800b\U00012345", 3, 4, "bad")
attempt(UnicodeTranslateError, "abc", 1, 2, "bad")
attempt(UnicodeDecodeError)
attempt(UnicodeDecodeError, 1, 2, 3, 4, 5)
attempt(UnicodeEncodeError, "a", b"", 1, 2, "r")
attempt(UnicodeDecodeError, "utf-8", "abc", 1, 2, "r")
e = UnicodeDecodeError("utf-8", b"abc", 1, 2, "bad")
e.reason, e.encoding, e.end = "worse", "other", 3
print(e, e.start, e.object, e.args)
"snow \u2603".encode("ascii")
