class D:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name

    def __get__(self, obj, owner=None):
        print("get", self.name, obj is None, owner.__name__)
        return self if obj is None else obj.__dict__.get(self.name, "unset")

    def __set__(self, obj, value):
        print("set", value)
        obj.__dict__[self.name] = value

    def __delete__(self, obj):
        print("delete")
        del obj.__dict__[self.name]

class N:
    def __get__(self, obj, owner=None):
        return "non-data"

class A:
    d = D()
    n = N()

a = A()
print(a.d)
a.d = 5
print(a.d, a.__dict__)
del a.d
print(a.d, A.d.name, a.n)
a.n = "instance wins"
print(a.n, A.n)
a.__dict__["d"] = "hidden"
print(a.d)
f = A.__init__
print(A.d.__get__(a, A), (lambda self: self).__get__(5)())
