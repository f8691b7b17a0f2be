def f(xs):
    return all(x for x in xs), any(x > 1 for x in xs), tuple(x for x in xs), list(x for x in xs)
