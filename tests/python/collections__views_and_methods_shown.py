from collections import OrderedDict, deque
od = OrderedDict(a=1, b=2); od.move_to_end('a')
print(od.keys(), od.values(), od.items(), iter(deque()).__class__, od.keys() & {'a'})
from types import MethodType
from functools import partial
print(MethodType(len, 5), MethodType(partial(int), 5), MethodType(print, 'a').__repr__())
class C:
    def __call__(s): pass
print(repr(MethodType(C(), 1))[:14])
