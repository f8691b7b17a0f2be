import sys
# jump out of a handler restores the exception
class T:
    def __init__(self, n): self.n = n
    def __del__(self): print('dead', self.n)
def k():
    try:
        raise ValueError(1)
    except ValueError as e:
        t = T('in')
        print(sys.exception())
        print('not reached')
    print('after', sys.exception())
def tr(frame, event, arg):
    if frame.f_code is k.__code__ and event == 'line' and frame.f_lineno == k.__code__.co_firstlineno + 6:
        frame.f_lineno += 1
        sys.settrace(None)
    return tr
sys.settrace(tr)
k()
sys.settrace(None)
def m():
    for a in [T(1)]:
        for b in iter([T(2), T(3)]):
            print('body')
    print('out')
def tr(frame, event, arg):
    if frame.f_code is m.__code__ and event == 'line' and frame.f_lineno == m.__code__.co_firstlineno + 3:
        frame.f_lineno += 1
        sys.settrace(None)
    return tr
sys.settrace(tr)
m()
sys.settrace(None)
