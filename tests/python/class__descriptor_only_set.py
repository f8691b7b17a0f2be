# A descriptor that can only be set: the instance's own value is read.
class OnlySet:
    def __set__(self, instance, value):
        instance.__dict__["x"] = value * 2


class A:
    x = OnlySet()


a = A()
print(a.x is A.__dict__["x"])
a.x = 5
print(a.x, vars(a))
del a.__dict__["x"]
print(type(a.x).__name__)
