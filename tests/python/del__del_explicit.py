# Calling __del__ by hand is an ordinary call.
class A:
    def __del__(self):
        print("__del__")

a = A()
a.__del__()
A.__del__(a)
print("now really")
del a
class B(A):
    def __del__(self):
        super().__del__()
        print("B.__del__")
b = B()
b = None
class C:
    pass
C.__del__ = lambda self: print("added later")
C()
c = C()
c.__del__ = lambda: print("not asked: of the instance")
del c
