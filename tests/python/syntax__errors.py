for text in ("1 +", "x = = 2", "def f(:", "print 'a'", "if x\n  pass", "'abc", "(1, 2", "a b", "for x in", "return 1", "break", "x = 5 = 6", "f(a=1, 2)", "1 = x", "def f(a, a): pass", "  x = 1", "if 1:\nx", "class", "nonlocal x", "{1: 2, 3}", "f'{'", "a = yield = 1", "del f()", "lambda: (yield) = 1", "import", "from x import *, y", "try: pass", "else: pass", "await x", "\u201cq\u201d", "0777", "1__0", "0xg", "x: int: str", "print(a b)", "[x for]", "*a", "a, *b, *c = d", "with: pass", "async x", "@", "None = 1", "f() += 1", "def f(): return\n yield = 1", "global x; x", "'''", "\\", "x = {", "match x:\n  case y: pass\n  case z: pass"):
    try:
        compile(text, "f.py", "exec")
        print(repr(text), "compiles")
    except SyntaxError as e:
        print(repr(text), "|", type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset, repr(e.text))
