def f(a, b, c):
    return a and b or not c

def g(a, b):
    if a and b:
        return 1
    if a or b:
        return 2
    if not (a and b):
        return 3
    return a or b and None
