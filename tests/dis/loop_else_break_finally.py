def f(xs):
    for x in xs:
        try:
            if x: break
        except E:
            continue
        finally:
            with cm: done()
    else:
        return -1
    return x
