import sys

def f():
    e = ValueError("x")
    print(sys.getrefcount(e))
    try:
        raise e
    except ValueError as caught:
        print(sys.getrefcount(e), caught is e)
    print(sys.getrefcount(e))
    e.__traceback__ = None
    print(sys.getrefcount(e))

f()

try:
    {}["missing"]
except KeyError as e:
    print(sys.getrefcount(e), sys.getrefcount(sys.exception()))
o = object()
try:
    raise ValueError(o)
except ValueError as e:
    print(sys.getrefcount(o), sys.getrefcount(e.args))
print(sys.getrefcount(o))
