def f():
    try:
        pass
    except E as e:
        g = lambda: e
        return
    except F as e:
        del e
