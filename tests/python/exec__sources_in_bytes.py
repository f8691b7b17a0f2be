# Sources that are bytes have an encoding; texts have none.
def show(source, mode="exec"):
    try:
        print(repr(source), eval(compile(source, "f", mode), {}))
    except Exception as e:
        place = [getattr(e, name, None) for name in ("lineno", "offset", "end_lineno", "end_offset")]
        print(repr(source), type(e).__name__, e, *place, ascii(getattr(e, "text", None)))


show('x = "\ud800"')
show(b'# coding: latin-1\nprint(ascii("\xe9"))')
show(b'# -*- coding: utf-8 -*-\nprint(ascii("\xc3\xa9"))')
show(b"# coding: foo\nprint(1)")
show(b"\xef\xbb\xbfprint(1)")
show(b"\xef\xbb\xbf# coding: latin-1\nprint(1)")
show("\ufeffprint(1)")
show("# coding: foo\nprint(2)")
show(b'# coding: ascii\nprint("\xe9")')
show(b"a\x00b")
show(bytearray(b"print(3)"))
show(memoryview(b"print(4)"))
show(b'a = 1\nb = "\xff"\n')
show(b"# \xff")
show(b'a = 1\n# coding: latin-1\nprint(ascii("\xe9"))')
show(b'1\r\nx = "\xe9"')
show(b"1 + \xff", "eval")
for text in ["", " ", "\n", "\n\n", "# a", "# a\n", "\n  ", "\t", "\x0c", "1+", "("]:
    show(text, "eval")
