# What a node is made without is warned of; lists are empty, contexts are Load.
import ast, warnings
warnings.simplefilter('always')
def t(f):
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter('always')
        try: r = f(); r = ast.dump(r) if isinstance(r, ast.AST) else r
        except Exception as e: r = f'{type(e).__name__}: {e}'
    print(r, sorted((x.category.__name__, str(x.message)) for x in w))
for s in ("ast.Name()", "ast.Name('x')", "ast.Name('x', ast.Load())", "ast.Name(id='x')", "ast.Name('x', id='y')", "ast.Name('x', ast.Load(), 3)", "ast.Name(foo=1)", "ast.Constant()", "ast.Constant(3, kind='u')", "ast.BinOp()", "ast.BinOp(1)", "ast.FunctionDef()", "ast.FunctionDef('f')", "ast.arguments()", "ast.Module()", "ast.Module([])", "ast.Module([], [])", "ast.Call(ast.Name('f'))", "ast.List()", "ast.Tuple([1])", "ast.Load()", "ast.Load(1)", "ast.Load(a=1)", "ast.Return()", "ast.If(1)", "ast.AST()", "ast.AST(1)", "ast.AST(a=1)", "ast.expr()", "ast.expr(1)", "ast.expr(lineno=1)", "ast.keyword()", "ast.alias('a')", "ast.ImportFrom()", "ast.JoinedStr()", "ast.Lambda()", "ast.comprehension()", "ast.Attribute(1, 'x')", "ast.Subscript()", "ast.arg()", "ast.arg('x')", "ast.ClassDef('A')", "ast.Try()", "ast.withitem(1)", "ast.match_case()", "ast.MatchAs()", "ast.TypeVar('T')", "ast.Global()", "ast.Pass()", "ast.Slice()", "ast.Dict()", "ast.Expression()", "ast.Interactive()", "ast.FunctionType()", "ast.ExceptHandler()", "ast.For()", "ast.Assign()", "ast.AnnAssign()", "ast.Compare()", "ast.TypeIgnore()", "ast.TemplateStr()", "ast.Name.__init__()", "ast.Name('x', lineno=3, foo=3)"):
    print(s, end=' '); t(lambda: eval(s))
class MyNode(ast.AST): _fields = ('a', 'b'); _field_types = {'a': int, 'b': int | None}
class MyNode2(ast.AST): _fields = ('a', 'b')
class MyNode3(ast.Name): _fields = ('id', 'ctx', 'z')
class MyNode4(ast.Name): pass
class MyNode5(ast.AST):
    _fields = ('a',)
    _field_types = {'a': list[int]}
for s in ("MyNode()", "MyNode(1)", "MyNode2()", "MyNode2(1, 2, 3)", "MyNode2(c=1)", "MyNode3('x')", "MyNode4()", "MyNode5().a", "MyNode5(b=3)"):
    print(s, end=' '); t(lambda: eval(s))
class Bad(ast.AST): _fields = (1, 2)
t(lambda: Bad(1))
warnings.simplefilter('error')
t2 = lambda f: print(f) 
try: ast.Name()
except DeprecationWarning as e: print('raised', e)
