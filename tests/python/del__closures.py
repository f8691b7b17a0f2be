# A variable that an inner function uses lives as long as that function.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

def make():
    used, unused = A("used"), A("unused")
    def inner():
        return used.n
    print("leaving make")
    return inner

f = make()
print(f())
f = None
print("f is gone")

def counter():
    a = A("first")
    def replace():
        nonlocal a
        a = A("second")
    return replace
r = counter()
r()
print("replaced")
del r
print("end")
