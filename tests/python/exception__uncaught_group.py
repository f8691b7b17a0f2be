def f():
    errors = []
    for bad in (lambda: 1 / 0, lambda: int("x"), lambda: [][1]):
        try:
            bad()
        except Exception as e:
            e.add_note("noted")
            errors.append(e)
    raise ExceptionGroup("several", [errors[0], ExceptionGroup("inner", errors[1:])])

f()
