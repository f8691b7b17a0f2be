# An exception holds its traceback, that the frames, those their locals, until `except` ends.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

def f():
    a = A("local of f")
    raise ValueError("v")

try:
    f()
except ValueError as e:
    print("handling")
print("after except")

kept = None
try:
    f()
except ValueError as e:
    kept = e
print("kept:", kept.__traceback__.tb_next.tb_frame.f_locals["a"].n)
kept.__traceback__ = None
print("traceback dropped")
try:
    try:
        f()
    except ValueError:
        raise KeyError("k")
except KeyError as e:
    print("context", type(e.__context__).__name__)
print("end")
