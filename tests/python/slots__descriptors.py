# The descriptor of a slot: asked, set and deleted by hand.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


class S:
    __slots__ = ("a", "b")


s = S()
print(S.a, type(S.a) is type(type(s).b), S.a.__name__, S.a.__qualname__, S.a.__objclass__, S.a.__doc__)
attempt(lambda: S.a.__get__(s))
S.a.__set__(s, 4)
print(S.a.__get__(s), s.a, S.a.__get__(None, S) is S.a)
S.a.__delete__(s)
attempt(lambda: s.a)
attempt(lambda: S.a.__delete__(s))
attempt(lambda: S.a.__get__(1))
attempt(lambda: S.a.__get__(None))
attempt(lambda: S.a.__set__(1, 2))
attempt(lambda: S.a.__set__(s))
