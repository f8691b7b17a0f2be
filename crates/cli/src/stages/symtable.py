# Every block of the program with its symbols, as the `symtable` module reports them: kind and name of the block, its line,
# then a line for each name: its scope, and what else is known of it.
import symtable

SAYS = [
    "parameter", "type_parameter", "imported", "assigned", "annotated", "referenced", "nonlocal", "comp_iter", "comp_cell", "free_class",
]


def show(table, depth):
    pad = "    " * depth
    nested = ", nested" if table.is_nested() else ""
    print(f"{pad}{table.get_type()} {table.get_name()}, line {table.get_lineno()}{nested}")
    for symbol in sorted(table.get_symbols(), key=lambda symbol: symbol.get_name()):
        if symbol.is_free():
            scope = "free"
        elif symbol.is_declared_global():
            scope = "global, declared"
        elif symbol.is_global():
            scope = "global"
        elif symbol.is_local():
            scope = "local"
        else:
            scope = "unknown"
        words = [word.replace("_", " ") for word in SAYS if getattr(symbol, "is_" + word)()]
        if symbol.is_namespace():
            words.append("namespace")
        print(f"{pad}    {symbol.get_name()}: {scope}; {', '.join(words)}")
    for child in table.get_children():
        show(child, depth + 1)


show(symtable.symtable(SOURCE, NAME, "exec"), 0)
