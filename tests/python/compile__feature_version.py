# ast.parse can refuse what an older Python did not have.
import ast

for v in [(3, 3), (3, 5), (3, 7), (3, 9), (3, 11), 4]:
    for s in ["x: int = 1", "async def f(): pass", "f'{x}'", "1_000", "(x := 1)", "def f(a, /): pass", "match x:\n case 1: pass", "try: pass\nexcept* A: pass", "type X = int", "def f[T](): pass", "a @ b", "with (a, b): pass", "with (a as b, c): pass", "t'{x}'", "try: pass\nexcept A, B: pass", "class C[T=int]: pass"]:
        try: print(v, s, ast.dump(ast.parse(s, feature_version=v))[:60])
        except Exception as e: print(v, s, type(e).__name__, e)
