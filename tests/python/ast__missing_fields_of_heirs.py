import ast, warnings
warnings.simplefilter("always")
def t(f, *a, **k):
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter("always")
        try: print(ast.dump(f(*a, **k)))
        except Exception as e: print(type(e).__name__, e)
    for x in w: print("  ", x.category.__name__, x.message)
t(ast.Name); t(ast.Name, foo=1); t(ast.FunctionDef); t(ast.Name, "x", bar=2, lineno=3); t(ast.BinOp, 1); t(ast.arg); t(ast.Module); t(ast.Assign)
class N(ast.Name):
    _fields = ("id", "extra")
t(N, "a"); t(N, "a", "b"); t(N, "a", extra=1)
class M(ast.AST):
    _fields = ("p", "q")
t(M); t(M, 1); t(M, 1, 2); t(M, z=1)
class O(ast.AST):
    _fields = ("p", "q"); _field_types = {"p": int, "q": list[int], "r": int | None}
t(O); t(O, 1)
class P(ast.AST):
    _fields = ("p",); _field_types = {"p": int | None}
t(P)
with warnings.catch_warnings():
    warnings.simplefilter("error")
    for f in (ast.Name, lambda: ast.Name("x", zz=1), M):
        try: f()
        except Exception as e: print(type(e).__name__, e)
n = ast.Name("x", ast.Load())
print(n.__dict__, vars(n)); n.__dict__["q"] = 1; print(n.q); n.__dict__ = {"id": "z"}; print(n.id)
import copy, pickle
print(copy.copy(n).__dict__, copy.deepcopy(ast.parse("a=b")).body[0].targets[0].id)
print(ast.Load() is ast.Load(), ast.parse("a").body[0].value.ctx is ast.parse("b").body[0].value.ctx, copy.deepcopy(n))
try: print(copy.replace(n, id="b", ctx=1), copy.replace(n, foo=1))
except Exception as e: print(type(e).__name__, e)
try: print(copy.replace(ast.Constant(3), kind="u").kind, copy.replace(ast.Pass(lineno=3), lineno=4).lineno)
except Exception as e: print(type(e).__name__, e)
print(pickle.loads(pickle.dumps(ast.parse("a=1"))).body[0].value.value)
