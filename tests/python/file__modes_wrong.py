# Modes and arguments that open() refuses.
def show(*args, **kwargs):
    try:
        print(open(*args, **kwargs))
    except (ValueError, TypeError, LookupError) as e:
        print(type(e).__name__, e)

for mode in "q", "", "rw", "rr", "tb", "r++", "bt", "+", "b", "U", "rU", "wxa":
    show("f", mode)
show("f", "rb", encoding="utf-8")
show("f", "rb", errors="strict")
show("f", "rb", newline="")
show("f", "w", 0)
show("f", "w", encoding="no-such-encoding")
show("f", "w", newline="x")
show("f", "w", newline=3)
show("f", 3)
show("f", "w", encoding=3)
show("f", "w", errors=3)
show(1.5)
show(None)
show([])
show("a\0b")
show(-1)
show()
show("f", closefd=False)
show("f", "w", buffering="x")
