import types
from types import SimpleNamespace, MappingProxyType, GenericAlias, new_class, FunctionType, coroutine, DynamicClassAttribute

n = SimpleNamespace(a=1, b=[2])
n.c = n.a + 1
print(n, n == SimpleNamespace(a=1, b=[2], c=2), n.__dict__)
print(types.FunctionType is type(lambda: 0), types.NoneType, types.MethodType, types.GeneratorType.__name__, types.ModuleType.__name__)
m = MappingProxyType({"k": 1})
print(m["k"], list(m), m)
C = new_class("C", (), {}, lambda ns: ns.update(x=5))
print(C, C.x, types.resolve_bases((int,)), GenericAlias(list, (int,)))
f = FunctionType((lambda: a).__code__, {"a": 7}, "renamed")
print(f(), f.__name__)
mod = types.ModuleType("mine", "docs")
mod.value = 3
print(mod, mod.__doc__, mod.value)
try:
    m["k"] = 2
except TypeError as e:
    print(e)
n.missing
