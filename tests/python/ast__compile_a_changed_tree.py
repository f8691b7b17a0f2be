# A program changes a tree and compiles it.
import ast
import sys
import traceback


class Swap(ast.NodeTransformer):
    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, ast.Add):
            return ast.copy_location(ast.BinOp(node.left, ast.Mult(), node.right), node)
        return node


tree = Swap().visit(ast.parse("print(3 + 4, 5 - 1)\ndef half():\n    return 1 / 0\n"))
exec(compile(tree, "swapped.py", "exec"))
try:
    half()
except ZeroDivisionError as e:
    print(e.__traceback__.tb_next.tb_lineno, e.__traceback__.tb_next.tb_frame.f_code.co_filename)
print(eval(compile(ast.Expression(ast.Constant(5, lineno=1, col_offset=0)), "c", "eval")))
for made in [ast.Module([ast.Expr(ast.Constant(1))], []), ast.Expression(ast.Constant(5)), ast.Module([ast.Pass()], []), ast.parse("1")]:
    for mode in ["exec", "eval"]:
        try:
            print(eval(compile(made, "m", mode)))
        except (TypeError, ValueError) as e:
            print(type(e).__name__, e)
source = "class C[T]:\n async def f(self, *a: int, k=1):\n  async with a as b: yield {**k}\n  return\nx = [i for i in (1, 2) if i] if C else t'{C}'\ntry: raise KeyError from None\nexcept* KeyError: pass\nprint(x)"
exec(compile(ast.parse(source), "many", "exec"))
