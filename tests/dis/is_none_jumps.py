def f(a):
    if a is None: return 1
    if a is not None: return 2
    while a is None: a = g()
    return None if a is None else a
