# The context of an exception is what is handled when it is raised.
def handled():
    try:
        1 / 0
    except ZeroDivisionError:
        try:
            raise KeyError("inner")
        except KeyError as k:
            print(repr(k.__context__))
        fresh = ValueError("made here")
        print(repr(fresh.__context__))
        return fresh


e = handled()
print(repr(e.__context__))
try:
    raise e
except ValueError as v:
    print(repr(v.__context__))
try:
    try:
        raise TypeError("t")
    except TypeError as t:
        raise e
except ValueError as v:
    print(repr(v.__context__), repr(v.__context__.__context__))
