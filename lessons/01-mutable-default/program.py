def f(x=[]):
    x.append(1)
    return x

a = f()
b = f()
print(a, b)
print(a is b)
print(f.__defaults__)

def g(x=None):
    if x is None:
        x = []
    x.append(1)
    return x

print(g(), g())
