# __flags__ of builtin types and of classes of all kinds: what CPython itself asks when it is in a hurry.
import collections
import functools
import itertools
import types

NAMES = {
    1: "STATIC_BUILTIN", 2: "INLINE_VALUES", 3: "MANAGED_WEAKREF", 4: "MANAGED_DICT", 5: "SEQUENCE", 6: "MAPPING",
    7: "DISALLOW_INSTANTIATION", 8: "IMMUTABLETYPE", 9: "HEAPTYPE", 10: "BASETYPE", 11: "HAVE_VECTORCALL", 12: "READY",
    14: "HAVE_GC", 17: "METHOD_DESCRIPTOR", 20: "IS_ABSTRACT", 22: "MATCH_SELF", 23: "ITEMS_AT_END", 24: "LONG", 25: "LIST",
    26: "TUPLE", 27: "BYTES", 28: "UNICODE", 29: "DICT", 30: "BASE_EXC", 31: "TYPE",
}


def show(cls):
    flags = cls.__flags__
    names = [NAMES.get(i, f"bit {i}") for i in range(32) if flags >> i & 1]
    print(f"{cls.__name__:20}", "|".join(names))
    print(" " * 20, "dict", (cls.__dictoffset__ > 0) - (cls.__dictoffset__ < 0), "weak", (cls.__weakrefoffset__ > 0) - (cls.__weakrefoffset__ < 0))


class Plain:
    pass


class Slots:
    __slots__ = ("a", "__weakref__")


class MyInt(int):
    pass


class MyList(list):
    pass


class MyTuple(tuple):
    __slots__ = ()


class MyError(ValueError):
    pass


class Meta(type):
    pass


class MyPartial(functools.partial):
    pass


class Called(functools.partial):
    def __call__(self):
        return 1


for cls in (object, type, int, bool, str, bytes, bytearray, list, tuple, dict, set, frozenset, float, complex, range, slice,
            property, classmethod, super, map, zip, BaseException, ExceptionGroup, types.FunctionType, types.MethodType,
            types.GeneratorType, types.ModuleType, types.SimpleNamespace, types.MappingProxyType, collections.deque,
            collections.OrderedDict, collections.defaultdict, functools.partial, itertools.chain, type(len), type(None),
            Plain, Slots, MyInt, MyList, MyTuple, MyError, Meta, MyPartial, Called, collections.abc.Sized, collections.UserList):
    show(cls)
