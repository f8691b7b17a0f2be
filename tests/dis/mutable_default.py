def f(x=[]):
    x.append(1)
    return x
a = f()
b = f()
print(a is b)
