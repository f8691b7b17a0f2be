def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
g = {"a": 1}
class M:
    def __getitem__(self, k):
        print("get", k)
        return {"q": 9}[k]
    def __setitem__(self, k, v): print("set", k, v)
    def __delitem__(self, k): print("del", k)
for f in (lambda: eval("1+2"), lambda: eval("  1"), lambda: eval("\n1"), lambda: eval("a", g), lambda: sorted(g), lambda: eval("a+b", g, {"b": 5}), lambda: eval(compile("1+1","<s>","eval")), lambda: exec("x=1"), lambda: exec("x = a", g) or g["x"], lambda: eval("x="), lambda: exec("x = = 1"), lambda: compile("", "", "wrong"), lambda: compile(5, "", "exec"), lambda: compile("1", 5, "exec"), lambda: compile("1", b"f", "exec").co_filename, lambda: compile("x", "f", "exec", 123456789), lambda: compile("1\n2", "f", "single"), lambda: eval("1", 5), lambda: eval("1", None, 5), lambda: eval("1", M()), lambda: exec("1", 5), lambda: exec("1", g, 5), lambda: exec("1", M()), lambda: eval("q", {}, M()), lambda: exec("y = q; del z", {}, M()), lambda: eval(5), lambda: exec(5), lambda: eval((lambda: 1).__code__), lambda: eval(b"1+1"), lambda: exec(b"pass"), lambda: eval("lambda: a", g)(), lambda: eval("[a for _ in range(2)]", g), lambda: eval(compile("x=5", "f", "exec"), g), lambda: exec(compile("7", "f", "eval")), lambda: eval("1; 2"), lambda: exec("return 1"), lambda: eval(source="1"), lambda: eval("1", globals=g), lambda: eval("1", locals={}), lambda: eval("x", {"__builtins__": {}}), lambda: eval("len", {"__builtins__": {}}), lambda: eval("len", {"__builtins__": {"len": 3}}), lambda: eval(), lambda: exec(), lambda: eval("nope"), lambda: eval("1/0"), lambda: compile("a b", "fn", "exec"), lambda: eval("'\\0'"), lambda: eval("1\0"), lambda: exec("def f(): return 1\nprint(f())"), lambda: compile("x", "fn", "exec", dont_inherit=True).co_name, lambda: exec("x", closure=()), lambda: exec("", {}, {}, 5)):
    t(f)
def loc():
    v = 5
    exec("v = 6; w = 7; print(v, w)")
    print(v, "w" in locals())
    print(eval("v"), eval("sorted(locals())"))
    d = {}
    exec("import math\nclass C:\n  z = 1\nfor i in range(3): pass", d)
    print(sorted(d))
loc()
class K:
    exec("kk = 3")
    print(kk, eval("kk + 1"))
exec("print(5)\nzz = 8"); print(zz)
def free():
    q = 1
    def inner(): return q
    return inner
t(lambda: eval(free().__code__))
t(lambda: exec(free().__code__))
t(lambda: exec(free().__code__, closure=free().__closure__))
exec("'abc' in 5" if 0 else "pass")
e = compile("1 +", "<x>", "exec") if 0 else None
try: exec("y = 1\nx = = 2\n")
except SyntaxError as e: print(e, e.args, e.lineno, e.offset, repr(e.text), e.filename, e.end_offset)
def deep():
    exec("raise ValueError('in exec')")
try: deep()
except ValueError as e:
    tb = e.__traceback__
    while tb: print(tb.tb_frame.f_code.co_filename, tb.tb_lineno, tb.tb_frame.f_code.co_name); tb = tb.tb_next
exec("if 1:\n  x = (1,\n 2")
