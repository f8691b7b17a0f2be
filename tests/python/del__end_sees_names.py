# What a finalizer at the end sees of the other names: those that went before are None.
class A:
    def __init__(self, n): self.n = n
    def __del__(self):
        print(self.n, "sees", [type(x).__name__ for x in (_first, second, third)])

def helper():
    pass
second = A("second")
_first = A("_first")
third = A("third")
print("end of program")
