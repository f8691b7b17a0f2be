def inner():
    x = yield 1
    print("inner got", x)
    try:
        yield 2
    except ValueError as e:
        print("inner caught", e)
        yield "after throw"
    return "inner result"

def outer():
    r = yield from inner()
    print("result", r)
    yield from [10, 20]
    yield from (i for i in range(2))
    return "end"

o = outer()
print(next(o), o.send("hello"), o.throw(ValueError("v")))
print(list(o))
def tree(t):
    if isinstance(t, list):
        for s in t:
            yield from tree(s)
    else:
        yield t
print(list(tree([1, [2, [3, [4]], 5]])))
def closing():
    try:
        yield from inner()
    finally:
        print("outer finally")
c = closing()
next(c)
print(c.gi_yieldfrom.__name__)
c.close()
class It:
    def __iter__(self): return iter("ab")
def d():
    r = yield from It()
    yield r
print(list(d()))
try:
    list((lambda: (yield from 5))())
except TypeError as e:
    print(e)
def echo():
    got = None
    while True:
        got = yield got
e = echo()
next(e)
print([e.send(i) for i in range(3)])
