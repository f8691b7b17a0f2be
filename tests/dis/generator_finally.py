def g():
    try:
        yield 1
        yield 2
    except ValueError:
        yield 3
    finally:
        print("closed")
def h():
    with lock:
        yield
