# __sizeof__ of a class of one's own, and what getsizeof makes of it.
import sys
class A:
    def __sizeof__(self): return 1000
class B:
    def __sizeof__(self): return -1
class C:
    def __sizeof__(self): return "big"
print(sys.getsizeof(A()) >= 1000, A().__sizeof__())
for x in B(), C():
    try:
        print(sys.getsizeof(x))
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
print(sys.getsizeof(C(), "default"))
print(sys.getsizeof([]) - [].__sizeof__() == sys.getsizeof(()) - ().__sizeof__())
print((5).__sizeof__() == sys.getsizeof(5))
for args in (), (1, 2, 3):
    try:
        sys.getsizeof(*args)
    except TypeError as e:
        print(e)
