# unregister takes every entry of an equal function out.
import atexit

class Callback:
    def __init__(self, n): self.n = n
    def __eq__(self, other):
        print("comparing", self.n, other.n)
        return self.n == other.n
    def __call__(self):
        print("called", self.n)

atexit._clear()
for n in 1, 2, 1, 3:
    atexit.register(Callback(n))
atexit.unregister(Callback(1))
print("unregistered")
one = Callback(5)
atexit.register(one)
atexit.unregister(one)
print("end")
