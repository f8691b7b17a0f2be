for text in ("(:", "f(:", "x = (=", "{:", "f(;", "[,", "(%", "f( :\n 1", "a = (/ 3", "f(a, :", "def f(a, :", "[:", "{,", "f(,", "(|\n", "def f(=", "class A(:", "class A(:\n  pass", "print(:)", "x = {=", "(.a", "(->", "(>", "(!", "(&1", "(^", "(<1", "(,1", "[%", "[/", "{%", "(;1", "if (:\n  pass","while f(x[:\n  pass"):
    try:
        compile(text, "s", "exec")
        print(repr(text), "ok")
    except SyntaxError as e:
        print(repr(text), e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset)
