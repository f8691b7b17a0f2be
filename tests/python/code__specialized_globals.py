# LOAD_GLOBAL and module attributes that are specialized see each new name at once, in every namespace that the code runs in.
import sys
from types import FunctionType, ModuleType

def f():
    return len

for i in range(5):
    f()

# A name that hides the builtin, after many others that only change the table.
for i in range(300):
    globals()[f"name{i}"] = i
    f()
len = "hidden"
print(f())
del len
print(f() is len)

# One code object, many namespaces: every other one has a name of its own.
seen = []
for i in range(200):
    space = {"__builtins__": __builtins__}
    if i % 2:
        space["len"] = i
    seen.append(FunctionType(f.__code__, space)())
print(all((x == i) if i % 2 else x is len for i, x in enumerate(seen)))

m = ModuleType("m")
m.value = 1
def attr(m):
    return m.value
for i in range(5):
    attr(m)
others = [ModuleType(f"m{i}") for i in range(200)]
for i, o in enumerate(others):
    o.value = i
print([attr(o) for o in others] == list(range(200)))
