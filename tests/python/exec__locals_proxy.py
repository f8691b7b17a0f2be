# f_locals of a running function: a mapping that writes through.
import sys
def f(a, *c, **e):
    x = 1
    def inner(): return x
    L = sys._getframe().f_locals
    print(type(L).__name__, len(L), sorted(L))
    L['x'] = 10; print(x, inner())
    L['new'] = 5; print(L['new'], 'new' in L, L.get('zz',3))
    for act in [lambda: L['nope'], lambda: L.__delitem__('x'), lambda: L.__delitem__('new'), lambda: L.__delitem__('zip'), lambda: L.pop('x'), lambda: L.pop('nope', 7), lambda: L.pop('nope'), lambda: L.pop('new'), lambda: L.popitem, lambda: L.clear, lambda: hash(L), lambda: L < L, lambda: L[3], lambda: L.update(a=1), lambda: L.update(5), lambda: L.update([(1,2)])]:
        try: print(act())
        except Exception as ex: print(type(ex).__name__, ex)
    L.update({'a': 100}); print(a); L |= {'a': 200}; print(a)
    print(L.setdefault('x', 5), L.setdefault('fresh', 6), L['fresh'])
    print(list(reversed(L))[:2], L == sys._getframe().f_locals, L is sys._getframe().f_locals, L == {})
    print(sorted((L | {'q': 1})), sorted(({'q': 1} | L)), type(L | {}), type(L.copy()))
    L[3] = 4; print(L[3], 3 in L)
    print(type(L.keys()), type(L.items()), type(L.values()), type(iter(L)))
f(1)
