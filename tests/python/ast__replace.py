import ast, copy
def t(n, **k):
    try: print(ast.dump(copy.replace(n, **k), include_attributes=True))
    except Exception as e: print(type(e).__name__, e)
n = ast.Name("x", ast.Load())
t(n, id="b"); t(n, foo=1); t(n, foo=1, bar=2); t(ast.Constant(3), kind="u"); t(ast.Pass(lineno=3), lineno=4); t(ast.Pass(), lineno=4)
t(ast.parse("a=1").body[0], value=3); t(ast.Name.__new__(ast.Name), ctx=3); t(ast.Name.__new__(ast.Name)); t(ast.BinOp.__new__(ast.BinOp)); t(ast.BinOp.__new__(ast.BinOp), left=3)
class N(ast.Name): pass
t(N("a")); m = N("a"); m.extra = 3; t(m, id="b"); print(vars(copy.replace(m, id="b")))
try: n.__replace__(1)
except Exception as e: print(type(e).__name__, e)
del n.id
t(n); t(n, id=1)
print(ast.AST.__replace__, "__replace__" in dir(n))
class Loud(ast.Name):
    def __init__(self, *args, **fields):
        print("init", args, sorted(fields))
        super().__init__(*args, **fields)
t(Loud("a"), id="z")
