g = (x for x in y)
s = sum(i * i for i in range(10) if i % 2)
def f(n):
    return all(n % d for d in range(2, n))
h = (a for b in c for a in b)
