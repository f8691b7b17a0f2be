# What attributes, globals and calls are specialized to.
import dis, sys, math
def forms(f, caches=False):
    out = []
    for i in dis.get_instructions(f, adaptive=True, show_caches=True):
        c = i.cache_info[0][2] if i.cache_info else b''
        out.append(f"{i.opname}:{int.from_bytes(c,'little'):x}")
    return out
def show(f, *runs):
    for args in runs:
        try: f(*args)
        except Exception as e: print("  ", type(e).__name__)
    print(f.__name__)
    for line in forms(f): print("   ", line)

def arith(a, b):
    x = a + b; x = a - b; x = a * b; x = a / b; x = a & b; x = a | b; x ^= b; x = a % b; x -= a
class A:
    k = 1
    def __init__(self, x): self.x = x; self.y = 2
    def m(self, a=1): return self.x
    @property
    def p(self): return self.x
    @classmethod
    def c(cls): return 1
    @staticmethod
    def s(): return 1
class S:
    __slots__ = ('x',)
    def __init__(self, x): self.x = x
    def m(self): return self.x
class G:
    def __getattr__(self, n): return 1
class GA:
    def __getattribute__(self, n): return 1
class Meta(type): pass
class M(metaclass=Meta):
    z = 1
    def f(self): return 1
def attrs(o):
    o.x; o.m(); o.p; o.k; o.c(); o.s(); o.__class__; o.__dict__; o.m; o.x = 3; o.m(1); o.m(a=2)
    return o.y
show(attrs, *[(A(1),)]*4)
def slots(o):
    o.x; o.m(); o.x = 2; o.m
show(slots, *[(S(1),)]*4)
def getattrs(o): return o.zzz
show(getattrs, *[(G(),)]*4)
def getattributes(o): return o.zzz
show(getattributes, *[(GA(),)]*4)
def classes():
    A.k; A.m; A.c; A.s; A.p; M.z; M.f; A.__name__; int.real; A.__dict__; str.upper; A.mro()
show(classes, *[()]*4)
def mods():
    math.pi; math.sin(1); sys.path; math.__name__
    try: math.nothing
    except AttributeError: pass
show(mods, *[()]*4)
gl = 1
def globs():
    global gl
    gl; len; gl = 2; print
show(globs, *[()]*4)
a = A(1); a.__dict__['zz'] = 1
def hint(o): o.x; o.zz; o.zz = 2; o.k; o.m()
show(hint, *[(a,)]*4)
b = A(1); b.__dict__ = {'x': 1, 'y': 2}
def hint2(o): o.x; o.x = 2; o.m()
show(hint2, *[(b,)]*4)
def builtin_attrs(l, d, s, f, e, sl):
    l.append; l.append(1); d.get(1); d.keys(); s.upper(); s.join(l[:0]); f.__name__; f.__closure__; f.__defaults__; e.args; sl.start; f.__doc__; (1).real; (1.5).real; (1).numerator; f.__code__; f.__dict__
show(builtin_attrs, *[([],{},"s",attrs,ValueError(1), slice(1))]*4)
class E(Exception): pass
def exc(e): e.args; e.x = 1; e.x; e.add_note("n"); e.__cause__
show(exc, *[(E(),)]*4)
class Base:
    def m(self): return 1
    v = 3
class D(Base):
    def m(self): return super().m() + super().v
def sup(o): return o.m()
show(sup, *[(D(),)]*4)
show(D.m, *[(D(),)]*4)
def f0(): pass
def f1(a): pass
def fd(a, b=2): pass
def fv(*a): pass
def fk(**k): pass
def fo(*, k=1): pass
def calls(o):
    f0(); f1(1); fd(1); fd(1, 2); fv(1); fk(); fo(); f1(a=1); fd(1, b=2); fk(a=1); fo(k=2)
    o.m(); g = o.m; g(); g(a=1); g(1)
    A(1); A(x=1); S(1); P = M(); object(); int(); int("1"); int("1", base=10); str(1); type(1); tuple([1]); list([1]); dict(); dict(a=1); set(); bool(1); float("1"); range(3); bytes(3)
    len([]); isinstance(1, int); abs(1); max(1, 2); min([1]); print(end=""); sum([1]); ord("a"); chr(97); repr(1); sorted([1]); hash(1); id(1); iter([]); next(iter([1])); getattr(o, 'x'); hasattr(o, 'x'); setattr(o, 'x', 1); callable(1); divmod(1, 2); round(1.5); enumerate([]); zip(); map(abs, []); issubclass(int, int); any([]); all([]); format(1); vars(o); dir; super
    [].append(1); l = []; l.append(1); l.pop; l.extend([]); l.sort(); l.index; l.insert(0, 1); l.pop(); "a".join([]); "a".split(); "a".upper(); "a".strip(); "a".replace("a", "b"); "a".startswith("a"); "{}".format(1); {}.get(1); {}.items(); {}.update({}); {}.setdefault(1, 2); {1: 2}.pop(1); set().add(1); (1,).count(1); (1,).index(1)
    x = l.append; x(1); x = "a".upper; x(); x = {}.get; x(1); (lambda: 1)(); (lambda a: a)(1)
show(calls, *[(A(1),)]*4)
def gen():
    yield from [1]
    yield from g2()
def g2(): yield 1
def usegen(): 
    for x in gen(): pass
show(gen, *[()]*1)
for i in range(4): list(gen())
show(gen)
show(usegen, *[()]*4)
