import sys
def g(a, b=2):
    c = [1]
    yield a
    d = lambda: a
    yield b
it = g(1)
fr = it.gi_frame
print(fr is it.gi_frame, fr.f_lineno, fr.f_lasti, fr.f_locals, fr.f_back, fr.f_code is g.__code__, fr.f_generator is it, fr.f_globals is globals())
next(it)
print(fr.f_lineno, fr.f_lasti, dict(fr.f_locals), list(fr.f_locals), len(fr.f_locals), fr.f_locals['c'], 'd' in fr.f_locals)
next(it)
print(fr.f_lineno, fr.f_locals.keys(), fr.f_locals['b'], fr.f_locals.get('zz', 5), sys.getrefcount(fr.f_locals['c']))
try: fr.f_locals['zz']
except KeyError as e: print(repr(e))
del it
print(fr.f_locals['c'], fr.f_lineno, fr.f_generator)
it = g(5); fr = it.gi_frame; next(it); it.close(); print(it.gi_frame, fr.f_locals['a'], fr.f_lineno)
it = g(5); fr = it.gi_frame; it.close(); print(it.gi_frame, fr.f_locals, fr.f_lineno)
it = g(5); fr = it.gi_frame; print(list(it), it.gi_frame, fr.f_lineno)
def h():
    yield sys._getframe() is x.gi_frame
    yield x.gi_frame.f_back is sys._getframe(1)
    yield x.gi_running
x = h(); print(list(x))
def loc(a):
    b = a
    print(sys._getframe().f_locals, sys._getframe().f_locals == {'a': 1, 'b': 1}, type(sys._getframe().f_locals))
loc(1)
class A:
    z = 1
    print(sorted(sys._getframe().f_locals))
print(sys._getframe().f_locals is globals())
async def co(): pass
c = co(); print(c.cr_frame.f_lineno); c.close(); print(c.cr_frame)
class D:
    def __del__(self): print("D gone")
def gg():
    d = D()
    yield 1
it = gg(); next(it); fr = it.gi_frame; print("dropping"); del it; print("dropped gen"); del fr; print("end")
it = gg(); next(it); fr = it.gi_frame; del fr; print("a"); del it; print("b")
