five = 5
kind = type(five)
meta = type(kind)
print(kind)
print(meta)
print(type(meta))
print(type(type) is type)

class A:
    pass

a = A()
print(type(a) is A, type(A) is type)
print(isinstance(type, object), isinstance(object, type))
print(issubclass(type, object), issubclass(object, type))
print(int.__mro__, type.__mro__)
B = type("B", (A,), {"x": 1})
print(B.__name__, B().x, type(B))
