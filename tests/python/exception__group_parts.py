# What a part of a group takes over from the whole.
eg = ExceptionGroup('a', [ValueError(1), TypeError(2), KeyError(3)])
def f(how):
    try:
        try: raise eg
        except* ValueError as e: pass
        except* TypeError as e:
            if how: raise
            raise e
    except ExceptionGroup as x:
        print(repr(x), x.__suppress_context__, repr(x.__context__), repr(x.__cause__))
f(0); f(1); f(0)
def g():
    try:
        try: raise eg
        except* ValueError as e: raise KeyError('new')
        except* TypeError as e: raise RuntimeError('rt') from e
    except ExceptionGroup as x:
        print(repr(x), x.__suppress_context__, repr(x.__context__), repr(x.__cause__))
        for y in x.exceptions: print(repr(y), y.__suppress_context__, repr(y.__context__), repr(y.__cause__))
g()
f(0); f(1)
print(eg.__suppress_context__)
a, b = eg.split(ValueError)
print(a.__suppress_context__, b.__suppress_context__)
eg2 = ExceptionGroup('b', [ValueError(1), TypeError(2)])
eg2.__cause__ = OSError(1)
a, b = eg2.split(ValueError)
print(a.__suppress_context__, repr(a.__cause__), b.__suppress_context__)
c = eg2.derive([ValueError(1)])
print(c.__suppress_context__, repr(c.__cause__))
