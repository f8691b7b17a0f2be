def make(n):
    def add(x, y=n, *, z=n): return x + y + z
    return add
