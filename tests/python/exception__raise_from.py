# raise ... from: the cause is printed first.
def load(text):
    try:
        return int(text)
    except ValueError as e:
        raise RuntimeError("no number in the file") from e


load("twelve")
