# Nodes of trees that are made, and shown, by Python code.
import _ast


class Node(_ast.AST):
    _fields = ("a", "b")
    def __setattr__(self, name, value):
        print("set", name, value)
        super().__setattr__(name, value)


n = Node(1, b=2)
print(n.a, n.b)


class Value:
    def __repr__(self):
        print("repr")
        return "Value!"


print(repr(_ast.Constant(value=Value())))
print(repr(_ast.List(elts=[_ast.Constant(value=Value())], ctx=_ast.Load())))
