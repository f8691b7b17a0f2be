class A:
    def __new__(cls, *args, **kw):
        print("new", args, kw)
        return object.__new__(cls)

    def __init__(self, *args, **kw):
        print("init", args, kw)

A(1, b=2)

class Single:
    it = None

    def __new__(cls):
        cls.it = cls.it or super().__new__(cls)
        return cls.it

print(Single() is Single())

class Odd:
    def __new__(cls):
        return "not an Odd"

    def __init__(self):
        print("never")

print(Odd())

class BadInit:
    def __init__(self):
        return 5

for bad in (BadInit, lambda: object(1), lambda: int.__new__(str), lambda: object.__new__(int), lambda: type("X", (), {})(1)):
    try:
        bad()
    except TypeError as e:
        print(e)
