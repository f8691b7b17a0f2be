def same(a, b):
    return a is b

print(same(256, 255 + 1), same(int("256"), int("256")))
print(same(int("257"), int("257")))
print(same(-5, int("-5")), same(int("-6"), int("-6")))
x = 257
y = 257
print(x is y)
print((lambda: 1000)() is (lambda: 1000)())
def f():
    return 1000
def g():
    return 1000
print(f() is g(), f() is f())
a = 100
b = 200
print(a + b is a + b, a + 100 is b)
