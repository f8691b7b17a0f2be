# SyntaxError: its fields and how it is printed.
def attempt(*args):
    try:
        e = SyntaxError(*args)
        print(e, "|", e.msg, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset, e.print_file_and_line)
    except (TypeError, IndexError) as t:
        print(type(t).__name__, t)


attempt()
attempt("a")
attempt("m", ("f", 1, 2, "t"))
attempt("m", (None, 1, 2, "t"))
attempt("m", ("f", None, 2, "t"))
attempt("m", ("/a/b/f.py", 3, 2, "t"))
attempt("m", ("f", 1, 2, "text", 3, 4))
attempt("m", (1,))
attempt("m", 3)
attempt("m", ("f", 1, 2, "t", 3))
raise SyntaxError("made by hand", ("other.py", 3, 5, "x = = 1\n", 3, 6))
