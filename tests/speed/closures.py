def adder(n):
    def add(x):
        return x + n
    return add


def compose(f, g):
    return lambda x: g(f(x))


def counter():
    n = 0

    def tick():
        nonlocal n
        n += 1
        return n
    return tick


def work(n):
    f = compose(adder(1), adder(2))
    tick = counter()
    total = 0
    for i in range(n):
        total += f(i)
        if tick() % 10 == 0:
            f = compose(adder(i % 5), lambda x: x * 2)
    return total


print(work(100000))
