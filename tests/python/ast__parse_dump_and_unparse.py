# Trees of source text, and back to text.
import ast

for source in ["x = y + 1", "def f(a, /, b: int = 2, *c, d, **e) -> str: return a[1:2], -b", "f'{a!r:>{b}}'", "match x:\n case [1, *r] | {'k': v}: pass"]:
    tree = ast.parse(source)
    print(ast.dump(tree, indent=1, include_attributes=True))
    print(ast.unparse(tree))
print(ast.dump(ast.parse("1 < x", mode="eval")), ast.dump(ast.parse("pass", mode="single")))
print(ast.parse("a").body[0].value.ctx is ast.parse("b").body[0].value.ctx)
print(ast.literal_eval("{'a': [1, (2, 3)], 'b': -1.5}"))
for wrong in ["f()", "x", "["]:
    try:
        ast.literal_eval(wrong)
    except (ValueError, SyntaxError) as e:
        print(type(e).__name__, e)


class Names(ast.NodeVisitor):
    def visit_Name(self, node):
        print("name", node.id, node.lineno, node.col_offset)


Names().visit(ast.parse("a = b + c\nd(e)"))
