# from None hides what was being handled.
def load(text):
    try:
        return int(text)
    except ValueError:
        raise RuntimeError("no number in the file") from None


try:
    load("one")
except RuntimeError as e:
    print(e.__cause__, repr(e.__context__), e.__suppress_context__)
load("twelve")
