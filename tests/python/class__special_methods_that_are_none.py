# A special method that is None says that there is none: some have words of their own for it.
def show(source):
    try:
        exec(source, {})
        print(repr(source), "is right")
    except BaseException as e:
        print(repr(source), type(e).__name__, e)


operators = {"+": "add", "@": "matmul", "**": "pow", "<<": "lshift", "//": "floordiv"}
for symbol, name in operators.items():
    show(f"class A:\n __{name}__ = None\nA() {symbol} 1")
    show(f"class A:\n __r{name}__ = None\n1 {symbol} A()")
    show(f"class A:\n __i{name}__ = None\na = A(); a {symbol}= 1")
    show(f"class A: pass\nclass B(A):\n __r{name}__ = None\nA() {symbol} B()")
for symbol, name in {"<": "lt", "==": "eq", ">=": "ge"}.items():
    show(f"class A:\n __{name}__ = None\nA() {symbol} A()")
    show(f"class A: pass\nclass B(A):\n __{name}__ = None\nA() {symbol} B()")
for name, use in {
    "bool": "bool(A())",
    "len": "len(A())",
    "iter": "1 in A()",
    "contains": "1 in A()",
    "hash": "hash(A())",
    "class_getitem": "A[1]",
    "instancecheck": "isinstance(1, A())",
    "subclasscheck": "issubclass(int, A())",
    "fspath": "import os; os.fspath(A())",
    "getitem": "A()[0]",
    "reversed": "reversed(A())",
    "enter": "with A(): pass",
    "set_name": "class B: x = A()",
    "del": "A()",
}.items():
    show(f"class A:\n __{name}__ = None\n{use}")
show("class A:\n __instancecheck__ = lambda self, x: x == 1\nprint(isinstance(1, A()), isinstance(2, A()))")
for methods in ["", "__enter__", "__exit__", "__aenter__ __aexit__", "__aexit__", "__exit__ __aenter__"]:
    body = "".join(f" def {name}(self, *a): pass\n" for name in methods.split()) or " pass\n"
    show(f"class A:\n{body}with A(): pass")
    show(f"class A:\n{body}async def f():\n async with A(): pass\nf().send(None)")
show("class A:\n def __aiter__(self): return 5\nasync def f():\n async for x in A(): pass\nf().send(None)")
show("class A:\n def __aiter__(self): return self\n def __anext__(self): return 5\nasync def f():\n async for x in A(): pass\nf().send(None)")
show("class A: __slots__ = ('__class__',)\nA().__class__")
show("type('A', (), {1: 2})")
show("x = (1, 2)\ndel x[0]")
show("x = (1, 2)\ndel x[0:1]")
show("x = 5\ndel x[0]")
