print(id(object()) == id(object()))
print(id([]) == id([]))
print(id({}) == id({}))
print([] is [])
a = object()
b = id(a)
del a
c = object()
print(id(c) == b)
print(id(object()) == id(c))

class A:
    pass

print(id(A()) == id(A()))
print(A() is A())
