def f():
    try:
        return 1
    finally:
        return 2
def g():
    for i in range(3):
        try:
            continue
        finally:
            print(i)
def h():
    while True:
        try:
            break
        finally:
            k = lambda: 0
