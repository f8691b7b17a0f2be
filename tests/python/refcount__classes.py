# What refers to a class: its MRO, its instances, its functions' cells.
import sys
count = sys.getrefcount
class A: pass
before = count(A)
a = A()
print(count(A) - before)
many = [A() for _ in range(10)]
print(count(A) - before)
del many
print(count(A) - before)
class B(A): pass
print(count(A) - before)
def f(x: A) -> A: return x
print(count(A) - before)
b = B()
print(count(A) - before)
t = type("T", (A,), {})
print(count(A) - before)
del a, t
