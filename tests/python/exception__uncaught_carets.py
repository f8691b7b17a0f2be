class A:
    x = None

def f(a, b):
    return (a.x
            + b["key"][0] * 2)

def g():
    value = f(
        A(),
        {"key": [1, 2]},
    )
    return value

g()
