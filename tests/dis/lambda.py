f = lambda: 0
g = lambda x, y=1, *a, k, **kw: (x, y, a, k, kw)
h = lambda x: lambda y: x + y
sorted(items, key=lambda item: item[1])
