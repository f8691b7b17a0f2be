# CALL_ALLOC_AND_ENTER_INIT: what a specialized call of a class does when `__init__` is odd.
import sys, traceback

class Point:
    def __init__(self, x):
        self.x = x

class Refuses:
    def __init__(self, x):
        if x > 3:
            raise ValueError(x)
        self.x = x
    def __del__(self):
        print("gone", self.__dict__)

class Wrong:
    def __init__(self, x):
        if x > 3:
            global answer
            return x
    def __del__(self):
        print("wrong one gone")

def make(cls, x):
    return cls(x)

for cls in (Point, Refuses, Wrong):
    for i in range(6):
        try:
            made = make(cls, i)
            print(type(made).__name__, i, sys.getrefcount(made))
        except (ValueError, TypeError) as e:
            print(type(e).__name__, e)
            print([f.lineno - make.__code__.co_firstlineno for f in traceback.extract_tb(e.__traceback__)][:2])
        made = None

class Grows(Point):
    depth = 0
    def __init__(self, x):
        super().__init__(x)
        if x:
            self.child = Grows(x - 1)

def chain(g):
    while g:
        yield g.x
        g = getattr(g, "child", None)

print(list(chain(Grows(6))))

def change(n):
    for i in range(n):
        if i == 3:
            Point.__init__ = lambda self, x: setattr(self, "y", x)
        print(vars(Point(i)))

change(6)

class Deep:
    def __init__(self, n):
        self.next = Deep(n + 1)

try:
    Deep(0)
except RecursionError as e:
    print(e)
