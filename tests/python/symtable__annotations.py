import symtable
def show(t, n=0):
    print('  ' * n, t.get_type(), t.get_name(), t.get_lineno(), sorted(t.get_identifiers()))
    for c in t.get_children():
        show(c, n + 1)
for s in ["a: x\nb: y\nc: z\n", "a: x\nif 1:\n  b: y\nd: u\n", "class A:\n  a: x\n  b: y\n  def f(): pass\n", "def f():\n  a: x\n  b: y\n", "class A:\n  a: x\n  b: (y, [i for i in z])\n  c: [lambda: x for i in z]\n"]:
    show(symtable.symtable(s, 'm', 'exec'))
