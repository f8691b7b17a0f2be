def f(a, b):
    return a + b - a * b / a // b % a ** b @ a

def g(a, b):
    return a & b | a ^ b << a >> b

def h(a):
    return -a, +a, ~a, not a
