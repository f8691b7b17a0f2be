x = 1 if a else 2
y = a if b else c if d else e
def f(n): return "even" if n % 2 == 0 else "odd"
