def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def evens(source):
    for x in source:
        if x % 2 == 0:
            yield x


def both(n):
    yield from count(n)
    yield from evens(count(n))


def average():
    total = n = 0
    value = None
    while True:
        value = yield value
        total += value
        n += 1
        value = total // n


def work(n):
    total = 0
    for x in both(n):
        total += x
    mean = average()
    next(mean)
    for x in evens(count(n)):
        last = mean.send(x)
    return total, last, sum(x * x for x in count(n))


print(work(50000))
