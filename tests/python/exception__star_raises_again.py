# What handlers of except* raise is joined with what nobody caught.
g = ExceptionGroup("g", [ValueError(1), TypeError(2), OSError(3)])


def work():
    try:
        raise g
    except* ValueError:
        raise IndexError("new")
    except* OSError:
        raise


work()
