print(list(enumerate("ab", 2**64)), enumerate("ab", 2**64).__reduce__()[1][1], next(enumerate("ab", start=-2**70)))
for f in [lambda: enumerate(), lambda: enumerate(x=1), lambda: enumerate("a", x=1), lambda: enumerate(1, 2, 3), lambda: enumerate(start=1), lambda: enumerate(iterable="a", start=3), lambda: enumerate("a", "b"), lambda: enumerate(1), lambda: enumerate("a", iterable="b"), lambda: enumerate(start=1, iterable="ab"), lambda: enumerate("a", 1, start=2)]:
    try: print(list(f()))
    except Exception as e: print(type(e).__name__, e)
