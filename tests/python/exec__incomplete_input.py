# Flags of compile() for text that may not be at its end, and errors of the symbol table: their place is no argument.
ALLOW_INCOMPLETE = 0x4000
DONT_IMPLY_DEDENT = 0x200


def show(source, mode, flags=0):
    try:
        compile(source, "<text>", mode, flags)
    except SyntaxError as e:
        print(repr(source), mode, hex(flags), type(e).__name__, e.args)
    else:
        print(repr(source), mode, hex(flags), "fine")


for source in "a = (", "if a:", "x", '"""', "if 1:\n  pass", "if 1: pass":
    for flags in ALLOW_INCOMPLETE, ALLOW_INCOMPLETE | DONT_IMPLY_DEDENT, DONT_IMPLY_DEDENT:
        show(source, "exec", flags)
for source in "if 1:\n  pass", "if 1: pass", "def f(): pass\n", "a b":
    for flags in ALLOW_INCOMPLETE, ALLOW_INCOMPLETE | DONT_IMPLY_DEDENT, 0:
        show(source, "single", flags)
for source in ("await x", "def f(a, a): pass", "def f(x):\n global x", "nonlocal x", "return", "from __future__ import braces",
               "__debug__ = 1", "type X = (yield)", "x = rb'abc", "break"):
    show(source, "exec")
print(_IncompleteInputError.__mro__)
compile("def f(", "text.py", "exec", ALLOW_INCOMPLETE)
