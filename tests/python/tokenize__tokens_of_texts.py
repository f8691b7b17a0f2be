# tokenize: the tokens of a text, and what is wrong with it.
import tokenize, io
SRCS = ['x = 1\n', 'x = 1', '', '\n', '# c', '# c\nx\n', 'def f(a, b=2):\n    "doc"\n    # comment\n    return a + b  # tail\n\n\ny = f(1)\n', 'if a:\n  b\n  if c:\n    d\ne\n', 'x = (1,\n  2, # c\n\n  3)\n', 'a = """x\ny"""; b\n', 'f"a{b!r:>{w}}c{{d}}"\n', "f'{x=}' rf'\\d{y:%H:%M}'\n", 'x = 0x1F + 1_000 + 1.5e-3j + .5 + 0b11 + 0o7\n', 'a<<=b>>=c**=d//=e!=f->g:=h...i\n', 'x = 1 + \\\n  2\n', 'é = "ü"\n', '@dec\nclass A(B): pass\n', 'a; b;\n', '\tx\n', '    x\ny\n', 'for i in x:\n    pass\nelse:\n\n    # c\n    pass\n', 'b"a" Rb"\\n" u\'c\'\n', 'f"""\n{a}\n  {b:\n}"""\n', 'lambda x: x\n', 'async def f(): await x\n', 't"{a}b"\n', 'x\n\n\n', '  # indented comment\nx\n', 'if x:\n    y\n  # odd comment\nz\n', 'a = [\n]\n', 'f"{f"{1}"}"\n', 'f"{x:{y}{z}}"\n', 'f"{ {1:2}[1] }"\n', "x = 'a\\\nb'\n", 'a\r\nb\r\n', '\x0cx\n', 'f""\n', 'f"{a}{b}"\n','f"{a:x}y"\n', 'f"{x!r}"\n', "f'''{\na\n}'''\n"]
for s in SRCS:
    print(repr(s))
    try:
        for t in tokenize.generate_tokens(io.StringIO(s).readline):
            print('  ', tokenize.tok_name[t.type], repr(t.string), t.start, t.end, repr(t.line), tokenize.tok_name[t.exact_type])
    except Exception as e: print('  ', type(e).__name__, e)
for s in ['"abc', '(', 'x = $', "'''abc", 'if x:\n    a\n  b\n', 'f"{a', '1a', '0x', '1__0', 'a\\ b', ')', 'f"{a!}"', '"\n', 'f"a\n', '?', '!', '(]', '0777', '1.e', '"é']:
    print(repr(s))
    try:
        for t in tokenize.generate_tokens(io.StringIO(s).readline):
            print('  ', tokenize.tok_name[t.type], repr(t.string), t.start, t.end, repr(t.line))
    except Exception as e: print('  ', type(e).__name__, e, e.args)
print(tokenize.untokenize(tokenize.generate_tokens(io.StringIO('def f(x):\n    return  x+1 # c\n').readline)))
print([t.string for t in tokenize.tokenize(io.BytesIO(b'# coding: utf-8\nx = 1\n').readline)])
lines = iter(["x = 1\n", "y = 2\n"])


def readline():
    print("a line is asked for")
    return next(lines)


print([t.string for t in list(tokenize.generate_tokens(readline))])
