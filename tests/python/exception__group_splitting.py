# Splitting groups, what except* raises again, and how groups print.
import traceback, sys
def show(e, d=0):
    print(' ' * d + repr(e), getattr(e, '__notes__', ''))
    if isinstance(e, BaseExceptionGroup):
        for x in e.exceptions: show(x, d + 2)
eg = ExceptionGroup('a', [ValueError(1), ExceptionGroup('b', [TypeError(2), OSError('x')]), KeyError('k')])
eg.add_note('n1')
for cond in (ValueError, (TypeError, KeyError), lambda e: isinstance(e, OSError), ExceptionGroup, Exception, lambda e: False, lambda e: True):
    m, r = eg.split(cond)
    for x in (m, r): show(x) if x else print(None)
    s = eg.subgroup(cond); show(s) if s else print(None)
for f in ("eg.split(3)", "eg.split(int)", "eg.split((ValueError, 3))", "eg.subgroup()", "ExceptionGroup('a', [])", "ExceptionGroup('a', 3)", "ExceptionGroup(3, [ValueError()])", "ExceptionGroup('a', [3])", "ExceptionGroup('a')", "ExceptionGroup('a', [KeyboardInterrupt()])", "BaseExceptionGroup('a', [KeyboardInterrupt()])", "BaseExceptionGroup('a', [ValueError()])", "ExceptionGroup('a', (ValueError(),), 3)", "eg.derive(3)", "eg.derive([])", "eg.derive([ValueError()])", "str(eg)", "repr(eg)", "eg.args", "eg.message", "eg.exceptions", "ExceptionGroup('a', [ValueError()]).split(lambda e: 1/0)", "ExceptionGroup('x', [ValueError]) ", "ExceptionGroup.__class_getitem__(int)", "ExceptionGroup('a', {ValueError(): 1})", "ExceptionGroup('a', iter([ValueError()]))", "ExceptionGroup('a', 'bc')"):
    try: print(f, '->', eval(f))
    except BaseException as e: print(f, '->', type(e).__name__, e)
class MyEG(ExceptionGroup):
    def __new__(cls, m, ex, code=0):
        o = super().__new__(cls, m, ex); o.code = code; return o
    def derive(self, ex): return MyEG(self.message, ex, self.code)
class NoD(ExceptionGroup): pass
class BadD(ExceptionGroup):
    def derive(self, ex): return 3
m, r = MyEG('m', [ValueError(1), TypeError(2)], 7).split(ValueError); print(type(m), m.code, type(r), r.code)
m, r = NoD('m', [ValueError(1), TypeError(2)]).split(ValueError); print(type(m), type(r))
try: BadD('m', [ValueError(1), TypeError(2)]).split(ValueError)
except Exception as e: print(type(e), e)
class VE(ValueError, ExceptionGroup): pass
try: VE('a', [ValueError()])
except Exception as e: print(type(e), e)
def run(f):
    try: f()
    except BaseException as e: print('escaped'); show(e, 2); print('   ctx', repr(e.__context__), 'cause', repr(e.__cause__), e.__suppress_context__)
def f():
    try: raise eg
    except* ValueError as e: print('VE', repr(e))
    except* TypeError as e: print('TE', repr(e)); raise
run(f)
def f():
    try: raise eg
    except* ValueError as e: raise KeyError('new')
    except* OSError as e: raise RuntimeError('rt') from e
run(f)
def f():
    try: raise ValueError('naked')
    except* ValueError as e: print(repr(e), e.exceptions)
run(f)
def f():
    try: raise ValueError('naked')
    except* TypeError as e: print(repr(e), e.exceptions)
run(f)
def f():
    try: raise eg
    except* (ValueError, KeyError, TypeError, OSError): print('all')
    else: print('else')
    finally: print('fin')
run(f)
def f():
    try: pass
    except* ValueError: print('x')
    else: print('else')
    finally: print('fin')
run(f)
def f():
    try: raise eg
    except* ExceptionGroup: pass
run(f)
def f():
    try: raise eg
    except* 3: pass
run(f)
def f():
    try: raise eg
    except* (ValueError, ExceptionGroup): pass
run(f)
def f():
    try: raise KeyboardInterrupt
    except* KeyboardInterrupt as e: print(repr(e))
run(f)
def f():
    try:
        try: raise eg
        except* ValueError: raise
    except* TypeError as t: print('inner', repr(t)); raise ValueError('z') from None
run(f)
def f():
    try: raise eg
    except* ValueError as e: e = 3
    try: e
    except NameError as x: print(x)
    raise eg
run(f)
def f():
    for i in range(3):
        try:
            raise ExceptionGroup('l', [ValueError(i)])
        except* ValueError:
            print('loop', i, sys.exception())
    print(sys.exception())
run(f)
for src in ('try: pass\nexcept* A: break', 'for x in y:\n try: pass\n except* A: continue', 'def f():\n try: pass\n except* A: return', 'try: pass\nexcept* A: pass\nexcept B: pass', 'try: pass\nexcept*: pass', 'try: pass\nexcept A: pass\nexcept* B: pass', 'try: pass\nexcept* A:\n for x in y: break'):
    try: compile(src, 's', 'exec'); print('ok')
    except SyntaxError as e: print(e)
try:
    try:
        1/0
    except ZeroDivisionError as z:
        raise ExceptionGroup('multi', [ValueError('v'), ExceptionGroup('in', [TypeError('t')] * 2)]) from z
except ExceptionGroup as e:
    traceback.print_exception(e)
    print(''.join(traceback.format_exception_only(e)))
    print(''.join(traceback.TracebackException.from_exception(e, max_group_width=1, max_group_depth=1).format()))
big = ExceptionGroup('big', [ValueError(i) for i in range(20)])
traceback.print_exception(big)
def deep(n): return ExceptionGroup('d%d' % n, [deep(n - 1)]) if n else ValueError('bottom')
traceback.print_exception(deep(12))
def f():
    try:
        raise ExceptionGroup('g', [ValueError('v1'), TypeError('t1')])
    except* ValueError as e:
        raise
    except* TypeError as e:
        raise KeyError('kk')
f()
