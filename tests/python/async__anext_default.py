# anext() with a default; what generators, cells and exceptions let be set.
import types

# anext with a default
async def ag():
    yield 1
    yield 2
async def main():
    g = ag()
    print(await anext(g, "none"), await anext(g, "none"), await anext(g, "none"), await anext(g, "none"))
    class AI:
        def __aiter__(self): return self
        async def __anext__(self): raise StopAsyncIteration
    print(await anext(AI(), 5))
    class Bad:
        def __anext__(self): return 3
    try: await anext(Bad(), 5)
    except TypeError as e: print(e)
    x = anext(ag(), 5)
    print(type(x).__name__)
    try: x.send(None)
    except StopIteration as e: print("stop", e.value)
    x = anext(AI(), 5)
    try: x.throw(ValueError("q"))
    except ValueError as e: print("val", e)
    x = anext(AI(), 5); x.close()
    return 9
try: main().send(None)
except StopIteration as e: print(e.value)
def g(): yield
x = g(); x.__name__ = "new"; x.__qualname__ = "a.b"; print(x.__name__, x)
for v in (1, None):
    try: x.__name__ = v
    except TypeError as e: print(e)
try: del x.__name__
except Exception as e: print(type(e), e)
print(x.__del__(), types.GeneratorType[int, str, None], types.CoroutineType[int,int,int])
c1, c2, c3 = types.CellType(1), types.CellType(2), types.CellType()
print(c1 < c2, c1 == c2, c3 < c1, c1 < c3, c3 == types.CellType(), c1 == 1, c3 >= c3, c3 > c1)
try: hash(c1)
except TypeError as e: print(e)
print(None.__eq__(None), None.__ne__(1), None.__lt__(1))
e = ImportError("a"); e.msg = "b"; print(str(e), e.args); e.msg = 3; print(str(e)); e = ImportError("a", "b"); e.msg="q"; print(e)
e = UnicodeTranslateError("abc", 1, 2, "why"); print(e.encoding, e)
e = KeyError.__new__(KeyError, 1); print(repr(e), OverflowError.__new__(ValueError, 2) if 0 else None)
try: OverflowError.__new__(ValueError)
except TypeError as e: print(e)
async def cc(): pass
x = cc(); print(x.cr_origin); x.close()
x= ag(); print(x.ag_suspended)
