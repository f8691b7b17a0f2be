def f(x=[]):
    x.append(1)
    return x

f(); f()
