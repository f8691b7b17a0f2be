# Two temporaries that live one after the other get the same place; two that live together do not.
class A: pass
print(id(A()) == id(A()))
print(A() is A())
print(id(object()) == id(object()))
print(id([]) == id([]), [] is [])
a, b = A(), A()
print(id(a) == id(b))
print(id(5) == id(5), id("x") == id("x"), id(()) == id(()))
print((lambda: 0) is (lambda: 0))
