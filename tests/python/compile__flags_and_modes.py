# Flags, modes, optimization levels and odd sources of compile().
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

src = '"""doc"""\ndef f():\n    """d"""\n    assert x, "m"\n    if __debug__: y\n    return x\n'
for o in (-1, 0, 1, 2, 3, -2, True, 1.0):
    t(src, "f", "exec", 0, False, o)
    t(src, "f", "exec", optimize=o)
t("x", "f", "eval", dont_inherit=True)
t("x", "f", "eval", dont_inherit="")
for n in __future__.all_feature_names:
    fl = getattr(__future__, n).compiler_flag
    t("def f(x: y): pass", "f", "exec", fl)
    t("1/2", "f", "eval", fl, True)
t("1 <> 2", "f", "eval", __future__.barry_as_FLUFL.compiler_flag)
t("1 != 2", "f", "eval", __future__.barry_as_FLUFL.compiler_flag)
t("from __future__ import barry_as_FLUFL\n1 <> 2\n", "f", "exec")
t("from __future__ import barry_as_FLUFL\n1 != 2\n", "f", "exec")
t("1 <> 2", "f", "eval")
t("1 + 2; 'a' 'b'; -1; __debug__; '%s' % x; not (a in b)", "f", "exec", ast.PyCF_OPTIMIZED_AST)
t("if __debug__: x\nassert 1", "f", "exec", ast.PyCF_OPTIMIZED_AST, optimize=1)
t('"doc"\nx', "f", "exec", ast.PyCF_OPTIMIZED_AST, optimize=2)
t("await x", "f", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
t("[x async for x in y]", "f", "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
t("async with a: pass\nasync for b in c: pass", "f", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
t("await x", "f", "exec")
for m in ("exec", "eval", "single", "func_type", "foo", "", None, 3):
    t("x", "f", m)
    t("x\n", "f", m, ast.PyCF_ONLY_AST)
t(ast.parse("x"), "f", "exec"); t(ast.parse("x"), "f", "eval"); t(ast.parse("x", mode="eval"), "f", "eval"); t(ast.parse("x", mode="single"), "f", "single")
t(ast.parse("1+2"), "f", "exec", ast.PyCF_ONLY_AST); t(ast.parse("1+2; assert 1"), "f", "exec", ast.PyCF_OPTIMIZED_AST); t(ast.Name("x", ast.Load()), "f", "exec")
t(3, "f", "exec"); t(None, "f", "exec"); t(b"x\xff", "f", "exec"); t("x", 3, "exec"); t("x", b"f", "exec"); t("x", "f", "exec", 1 << 30); t("x", "f", "exec", "a"); t("x"); t("x", "f"); t(bytearray(b"x"), "f", "exec"); t(memoryview(b"x"), "f", "exec")
t("x\0y", "f", "exec"); t(b"x\0y", "f", "exec"); t("", "f", "exec"); t("", "f", "eval"); t("", "f", "single"); t("  x", "f", "eval"); t("\tx", "f", "exec"); t("x\n\n", "f", "single"); t("if x:\n  y", "f", "single"); t("if x:\n  y\n", "f", "single"); t("x;y", "f", "single"); t("x\ny", "f", "single"); t("# c", "f", "single"); t("x # c", "f", "eval"); t("\x0cx", "f", "exec"); t("x\r\ny\rz", "f", "exec")
print(eval("  1+1"), eval(b" 2 "), eval("\t3\n")); 
exec("a = 1\nb = a\n"); print(b)
