# An exception and what it holds.
import sys
count = sys.getrefcount
class A: pass
def f(x):
    raise ValueError(x)
a = A()
print(count(a))
try:
    f(a)
except ValueError as e:
    print(count(a), count(e))
print(count(a))
err = ValueError(a)
print(count(a), count(err))
try:
    raise err
except ValueError:
    print(count(err))
print(count(err))
