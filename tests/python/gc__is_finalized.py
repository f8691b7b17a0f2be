# Whether __del__ has been called: seen on what it brought back to life.
import gc

class A:
    def __del__(self):
        global saved
        print("__del__")
        saved = self

a = A()
print(gc.is_finalized(a), gc.is_finalized(5), gc.is_finalized([]))
del a
print(gc.is_finalized(saved))
print("once only:")
del saved
print("end")
