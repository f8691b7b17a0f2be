x = 0
def f():
    global x
    x = 1
    del x
def g():
    print(y)
    y = 1
def h():
    n = 0
    def k():
        nonlocal n
        n = 2
        del n
    k()
    return n
