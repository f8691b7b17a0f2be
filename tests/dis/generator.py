def count(n):
    i = 0
    while i < n:
        got = yield i
        if got:
            i = got
        i += 1
    return "done"
def empty():
    return
    yield
def outer():
    result = yield from count(3)
    return result
