# Inside a group each exception has its own traceback, cause and notes.
def make(i):
    try:
        try:
            1 / (i - 1)
        except ZeroDivisionError as e:
            raise ValueError(i) from e
        raise KeyError(i)
    except Exception as e:
        e.add_note(f"number {i}")
        return e


raise ExceptionGroup("all", [make(1), make(2)]) from OSError("because")
