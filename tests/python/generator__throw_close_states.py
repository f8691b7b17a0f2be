# throw() and close() of generators, coroutines and asynchronous generators in all their states.
def g():
    try:
        x = yield 1
        print('got', x)
        yield 2
    except ValueError as e:
        print('caught', repr(e))
        yield 3
    finally:
        print('fin')
def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e, repr(e.__context__), repr(e.__cause__))
a = g(); t(lambda: next(a)); t(lambda: a.send(5)); t(lambda: a.throw(ValueError('v'))); t(lambda: next(a)); t(lambda: next(a)); t(lambda: a.throw(KeyError('k'))); t(lambda: a.close())
a = g(); t(lambda: a.send(3)); t(lambda: a.throw(ValueError)); t(lambda: next(a))
a = g(); next(a); t(lambda: a.throw(3)); t(lambda: a.throw(int)); t(lambda: a.throw(ValueError, 'x')); t(lambda: a.throw(ValueError('a'), ValueError('b'))); t(lambda: next(a))
a = g(); next(a); t(lambda: a.throw()); t(lambda: a.throw(1,2,3,4)); t(lambda: a.throw(ValueError, None, 3)); t(lambda: a.close()); t(lambda: a.close())
def h():
    try: yield 1
    except GeneratorExit: print('GE'); yield 2
a = h(); next(a); t(a.close); t(lambda: next(a)); 
def h():
    try: yield 1
    except GeneratorExit: return 5
a = h(); next(a); t(a.close)
def h():
    try: yield 1
    except GeneratorExit: raise ValueError('in close')
a = h(); next(a); t(a.close); t(a.close)
def h():
    yield 1
    return 7
def d():
    r = yield from h()
    print('r', r)
    r = yield from [1, 2]
    print('r', r)
    return 'end'
t(lambda: list(d()))
def h():
    raise StopIteration(3)
    yield
t(lambda: next(h()))
def h():
    yield next(iter([]))
t(lambda: next(h()))
class It:
    def __iter__(self): return self
    def __next__(self): return 1
    def throw(self, *a): print('throw', a); return 'thrown'
    def send(self, v): print('send', v); return v
    def close(self): print('close')
def h():
    r = yield from It()
a = h(); t(lambda: next(a)); t(lambda: a.send(3)); t(lambda: a.throw(ValueError('z'))); t(lambda: a.close())
class It2(It):
    throw = None; send = None; close = None
a = None
def h():
    r = yield from It2()
a = h(); t(lambda: next(a)); t(lambda: a.send(3)); t(lambda: a.throw(ValueError('z'))); a = h(); next(a); t(lambda: a.close())
class It3(It):
    def close(self): raise OSError('c')
    def __getattr__(self, n): print('ga', n); raise AttributeError
a = None
def h():
    r = yield from It3()
a = h(); next(a); t(a.close)
a = h(); next(a); t(lambda: a.throw(GeneratorExit))
def selfr():
    yield next(me)
me = selfr(); t(lambda: next(me))
def selfr():
    me.close(); yield
me = selfr(); t(lambda: next(me))
def selfr():
    me.throw(ValueError); yield
me = selfr(); t(lambda: next(me))
def sh(): 
    yield from me
me = sh(); t(lambda: next(me))
def ctx():
    try: 1/0
    except ZeroDivisionError:
        yield 1
        raise KeyError('in')
a = ctx(); next(a); t(lambda: next(a))
def ctx():
    try: yield 1
    finally: raise KeyError('fin')
a = ctx(); next(a); t(lambda: a.throw(ValueError('v')))
a = ctx(); next(a); t(a.close)
def out():
    try: raise OSError('o')
    except OSError:
        a = ctx2(); next(a)
        try: next(a)
        except Exception as e: print(repr(e), repr(e.__context__))
import sys
def ctx2():
    print(sys.exception()); yield; print(sys.exception()); raise KeyError(1)
out()
print(list(x for x in range(3)), (x for x in []).__name__, g.__name__, g().gi_frame is None, g().gi_running, g().gi_suspended, g().gi_yieldfrom)
a = g(); a.__name__ = 'zz'; print(a.__name__, a.__qualname__); t(lambda: setattr(a, '__name__', 3)); t(lambda: delattr(a, '__name__')); t(lambda: setattr(a, 'gi_frame', 3)); t(lambda: a.foo)
def lam(): 
    yield (lambda: (yield))
t(lambda: next(next(lam())()))
def tryret():
    try: yield 1
    finally: return 2
a = tryret(); next(a); t(lambda: a.throw(ValueError)); a = tryret(); next(a); t(a.close)
def w():
    with open('/tmp/zz', 'w') as f:
        yield f
    print('closed', f.closed)
a = w(); f = next(a); a.close(); print(f.closed)
def many(): 
    yield
    yield
a = many(); next(a); del a; print('del')
def retval():
    return 1
    yield
try: next(retval())
except StopIteration as e: print(e.value, e.args)
def rt():
    return (1, 2)
    yield
try: next(rt())
except StopIteration as e: print(e.value, e.args)
def rs():
    return StopIteration(5)
    yield
try: next(rs())
except StopIteration as e: print(e.value, e.args)
def deleg():
    x = yield from rs()
    print('x', repr(x))
    yield 1
t(lambda: list(deleg()))
import types
@types.coroutine
def tc(): r = yield 5; return r
async def co(): return await tc()
c = co(); t(lambda: c.send(None)); t(lambda: c.send(9)); t(lambda: c.send(1)); t(lambda: c.throw(ValueError)); t(c.close)
c = co(); t(lambda: c.send(1)); c.close()
c = co(); t(lambda: iter(c)); t(lambda: next(c)); c.close()
async def ag():
    try: yield 1; yield 2
    except ValueError as e: print('agc', e); yield 3
    finally: print('agf')
a = ag(); x = a.__anext__()
def drive(aw):
    try: aw.send(None)
    except StopIteration as e: return ('value', e.value)
    except StopAsyncIteration: return 'stop'
    except BaseException as e: return repr(e)
print(drive(x), drive(x)); print(drive(a.asend(1))); print(drive(a.athrow(ValueError('q')))); print(drive(a.aclose())); print(drive(a.__anext__())); print(drive(a.asend(2)))
a = ag(); print(drive(a.asend(5))); 
a = ag(); print(drive(a.athrow(KeyError))); print(drive(a.__anext__()))
a = ag(); drive(a.__anext__()); y = a.aclose(); print(drive(y), drive(y))
a = ag(); x = a.__anext__(); z = a.__anext__(); print(drive(x)); print(drive(z)); x.close()
t(lambda: x.send(None)); t(lambda: x.throw(ValueError))
print(a.ag_frame is None, a.ag_running, a.ag_await)
