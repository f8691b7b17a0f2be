def f(x, ys):
    for y in ys:
        if x:
            print(y if y is None else 3)
        while y: y -= 1
    async def g():
        async for a in ys: pass
    return g
for c in (f.__code__, f(0,[]).__code__):
    print(list(c.co_lines())); print(list(c.co_positions())); print(list(c.co_branches()))
print(type(c.co_lines()).__name__, type(c.co_positions()).__name__, type(c.co_branches()).__name__)
