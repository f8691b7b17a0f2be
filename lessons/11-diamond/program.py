class Base:
    def hello(self):
        print("Base")

class A(Base):
    def hello(self):
        print("A")
        super().hello()

class B(Base):
    def hello(self):
        print("B")
        super().hello()

class C(A, B):
    def hello(self):
        print("C")
        super().hello()

print([cls.__name__ for cls in C.__mro__])
C().hello()
print(super(A, C()).hello.__qualname__)

class D(A):
    pass

try:
    class E(A, D):
        pass
except TypeError as error:
    print(error)
