# A bare raise sends the exception on as it was: its line is not in the traceback.
def careful():
    try:
        return 1 / 0
    except ZeroDivisionError:
        print("noted")
        raise


def twice():
    try:
        careful()
    except ZeroDivisionError:
        try:
            raise
        finally:
            print("cleaned up")


twice()
