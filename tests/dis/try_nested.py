def f():
    try:
        try:
            a()
        except ValueError as e:
            b(e)
        finally:
            c()
    except:
        try:
            d()
        except OSError:
            pass
