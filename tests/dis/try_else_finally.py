def f():
    try:
        a()
    except ValueError:
        b()
    else:
        c()
    finally:
        d()
try:
    x = 1
finally:
    y = 2
