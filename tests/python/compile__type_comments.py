# Comments about types are part of the tree when they are asked for.
import ast, __future__

def t(*a, **k):
    try:
        r = compile(*a, **k)
        if hasattr(r, "co_flags"):
            print(a[1:], k, hex(r.co_flags), [getattr(c, "co_name", c) for c in r.co_consts], r.co_code)
        else:
            print(a[1:], k, ast.dump(r))
    except Exception as e:
        print(a, k, type(e).__name__, e, getattr(e, "text", None), getattr(e, "offset", None))

t("x = 1 # type: int", "f", "exec", ast.PyCF_ONLY_AST | ast.PyCF_TYPE_COMMENTS)
t("def f(a, # type: int\n b): # type: ignore\n  # type: (...) -> str\n  pass\nfor x in y: # type: int\n  pass\nwith a: # type: b\n  pass\nx = 1 # type: ignore[foo]\n", "f", "exec", ast.PyCF_ONLY_AST | ast.PyCF_TYPE_COMMENTS)
t("x = 1 # type: int", "f", "exec", ast.PyCF_ONLY_AST)
t("(int, *str, **Any) -> float", "f", "func_type", ast.PyCF_ONLY_AST)
t("() -> x", "f", "func_type", ast.PyCF_ONLY_AST)
t("(a, b) -> List[c]", "f", "func_type", ast.PyCF_ONLY_AST)
t("(a, b)", "f", "func_type", ast.PyCF_ONLY_AST)
t("(a, b) -> c", "f", "func_type")
