# codeop.compile_command: a whole statement, one that is not at its end, and a mistake.
from codeop import compile_command


def show(source, symbol="single"):
    try:
        code = compile_command(source, "<input>", symbol)
    except (SyntaxError, ValueError, OverflowError) as e:
        print(repr(source), type(e).__name__, e)
    else:
        print(repr(source), "more" if code is None else code.co_name)


whole = ["", "# comment", "a = 1", "a = 1; b", "if a:\n  b\n", "def f():\n  return 1\n", "try:\n  x\nexcept:\n  y\n"]
more = ["if a:", "if a:\n  b", "if 1: pass", "def f():", "(", "[1,", "{1:", '"""abc', "f'''abc", 'f"{a', "a = \\", "@d", "class A:",
        "try:\n x\n", "match x:\n case 1:", "while 1:\n  x\nelse:", "from x import (", "def f(a,", "[x for", '"\\', "with a as b:"]
wrong = ["a b", "x = )", "for", "a +", "import", "lambda x:", '"abc', "1_", "€", "if a:\nb", "  a", "raise = 2", "return 1"]
for source in whole + more + wrong:
    show(source)
for source in "", "a", "a +", "(a", "a = 1":
    show(source, "eval")
for source in "a\nb", "if a:\n", "x = (":
    show(source, "exec")
show("a", "other")
