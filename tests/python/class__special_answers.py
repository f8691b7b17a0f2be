# Special methods that answer the wrong thing, or something near.
class L:
    def __len__(self): return I()
class I:
    def __index__(self): return 3
print(len(L()))
class N:
    def __len__(self): return -1
try: len(N())
except ValueError as e: print(e)
class B:
    def __bool__(self): return 1
try: bool(B())
except TypeError as e: print(e)
class Aw:
    def __await__(self): return 5
async def f(): await Aw()
try: f().send(None)
except TypeError as e: print(e)
class Aw2:
    async def __await__(self): return 5
async def f(): await Aw2()
try: f().send(None)
except TypeError as e: print(e)
class It:
    def __iter__(self): return 5
try: iter(It())
except TypeError as e: print(e)
class H:
    def __hash__(self): return "a"
try: hash(H())
except TypeError as e: print(e)
class R:
    def __repr__(self): return 5
    def __str__(self): return 5
    def __format__(self, s): return 5
for g in (repr, str, format, ascii):
    try: g(R())
    except TypeError as e: print(e)
try: f"{R()}"
except TypeError as e: print(e)
class C:
    def __contains__(self, x): return "yes"
print(1 in C())
class D:
    def __dir__(self): return 5
try: dir(D())
except TypeError as e: print(e)
class E:
    def __enter__(self): pass
try:
    with E(): pass
except TypeError as e: print(e)
class X:
    def __index__(self): return "a"
try: [1][X()]
except TypeError as e: print(e)
class LH:
    def __iter__(self): return iter([])
    def __length_hint__(self): return "a"
try: list(LH())
except TypeError as e: print(e)
class Cm:
    def __call__(self): pass
    __name__ = 5
print(sorted([3, 1], key=None), max([1], default=None))
