a = 1; b = 2; print(a); print(b)
def f(): x = 1; return x
if a: b; c
def g(): x = 1
