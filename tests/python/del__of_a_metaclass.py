# A class that a metaclass made has finalizers like any other.
import abc
class Meta(type):
    pass
class A(metaclass=Meta):
    def __del__(self):
        print("del A")
class B(abc.ABC):
    def __del__(self):
        print("del B")
A()
b = B()
b = None
def f():
    local = A(), B()
f()
print("end")
