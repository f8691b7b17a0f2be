def show(e, depth=0):
    while e is not None:
        print(" " * depth + repr(e), e.__suppress_context__)
        if e.__cause__ is not None:
            print(" " * depth + "cause:")
            show(e.__cause__, depth + 2)
        e = e.__context__
        depth += 1

def f(how):
    try:
        {}["k"]
    except KeyError as e:
        if how == 0:
            raise ValueError("context")
        if how == 1:
            raise ValueError("cause") from e
        if how == 2:
            raise ValueError("none") from None
        if how == 3:
            try:
                1 / 0
            except ZeroDivisionError:
                raise OSError("deep")

for how in range(4):
    try:
        f(how)
    except Exception as e:
        show(e)
e = ValueError("a", 2)
print(e, repr(e), e.args, str(ValueError()), repr(ValueError("x")), KeyError("k"), str(KeyError("k")), OSError(2, "No such"), OSError("one"))
e.add_note("a note")
print(e.__notes__)
class Own(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code
try:
    raise Own(5)
except Own as o:
    print(o, o.code, o.args, type(o).__mro__[1].__name__)
