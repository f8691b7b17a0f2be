# The traceback as an object.
def f():
    g()


def g():
    raise ValueError("x")


try:
    f()
except ValueError as e:
    tb = e.__traceback__
    while tb:
        print(tb.tb_lineno, tb.tb_frame.f_code.co_name, type(tb).__name__)
        tb = tb.tb_next
    trimmed = e.with_traceback(e.__traceback__.tb_next)
    print(trimmed is e)
    kept = e
raise kept
