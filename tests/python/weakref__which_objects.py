# Which objects can be referred to weakly: classes and their instances, functions, sets, generators; not
# numbers, strings, lists, dicts and tuples.
from _weakref import ref

class Plain: pass
class Slotted: __slots__ = ("x",)
class SlottedWeak: __slots__ = ("x", "__weakref__")
class MyInt(int): pass
class MyStr(str): pass
class MyTuple(tuple): pass
class MyList(list): pass
class MyDict(dict): pass
class MyError(Exception): pass

def gen():
    yield

async def coro():
    pass

c = coro()
for x in [1, 1.5, 1j, "s", b"b", bytearray(), None, ..., (), [], {}, range(3), slice(3), object(),
          set(), frozenset(), int, Plain, len, gen, gen(), c, (lambda: 0), Plain(), Slotted(), SlottedWeak(),
          MyInt(), MyStr(), MyTuple(), MyList(), MyDict(), MyError(), Exception(), gen.__code__, [].append,
          iter([]), zip(), property(), list[int], int | str, memoryview(b"")]:
    try:
        print(type(x).__name__, ref(x)() is x)
    except TypeError as e:
        print(type(x).__name__, "-", e)
c.close()
