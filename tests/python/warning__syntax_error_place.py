# A SyntaxWarning that a filter makes an error of: its place, and the line that it quotes.
import warnings
def t(src):
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        try: compile(src, 'f.py', 'exec'); print(repr(src), 'ok')
        except SyntaxError as e: print(repr(src), type(e).__name__, e.msg, e.args, e.lineno, e.offset, e.end_lineno, e.end_offset, repr(e.text))
        except Warning as e: print(repr(src), type(e).__name__, e)
for s in ("'\\d'", "x = 1\ny = '\\d'", "b'\\d'", "x is 1", "1 is x", "x = (1) is 'a'", "assert (1, 'a')", "1()", "[1](2)", "1[2]", "'a'[1, 2]", "[1]['a']", "(1, 2)['a']", "0xfor x in y", "1or 2", "1if 2else 3", "f'\\d'", "f'{x}\\d'", "def f():\n try: pass\n finally: return 1", "while 1:\n try: pass\n finally: break", "for x in y:\n  try: pass\n  finally: continue", "'\\400'", "b'\\777'", "{}()", "None()", "...()", "'''\n\n\\d'''", "x = [\n1 is 2]", "lambda: 1 is 2", "'a' is not x", "(x for x in y)[1.5]", "f'{1}'()", "f'{1}'['a']", "{1: 2}[1.5]", "{1}[0]", "t'{1}'()", "rb'\\d'", "'\\N{foo'", "'a' '\\d'", "1_000is 2", "1.5if x else 2", "1e5or 3", "0o7and 1", "1jor 2", "0b1in x"):
    t(s)
