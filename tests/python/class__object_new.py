# object.__new__ and object.__init__ with arguments too many.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


class A: ...
class Own:
    def __new__(cls, x): return object.__new__(cls)
class Init:
    def __init__(self, x): object.__init__(self)


attempt(lambda: object(1))
attempt(lambda: A(1))
attempt(lambda: A(x=1))
attempt(lambda: type(Own(1)).__name__)
attempt(lambda: type(Init(1)).__name__)
attempt(lambda: object.__new__())
attempt(lambda: object.__new__(1))
attempt(lambda: object.__new__(int))
attempt(lambda: object.__new__(A, 1))
attempt(lambda: A().__init__(1))
attempt(lambda: object.__init__())
attempt(lambda: int.__new__(str))
attempt(lambda: int.__new__(bool, 1))
attempt(lambda: object.__init_subclass__(1))
attempt(lambda: A.__init_subclass__(x=1))
attempt(lambda: A.__subclasshook__(1))
