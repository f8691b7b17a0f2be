def g():
    print("start")
    try:
        while True:
            try:
                x = yield "value"
                print("got", x)
            except KeyError as e:
                print("caught", e)
                yield "from except"
    finally:
        print("cleanup")

it = g()
try:
    it.send(1)
except TypeError as e:
    print(e)
print(next(it), it.send(5), it.throw(KeyError("k")), next(it))
try:
    it.throw(OSError("out"))
except OSError as e:
    print("escaped", e)
print(list(it), it.gi_frame)
it = g()
try:
    it.throw(ValueError("before start"))
except ValueError as e:
    print(e)
def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2
it = stubborn()
next(it)
try:
    it.close()
except RuntimeError as e:
    print(e)
def ret():
    try:
        yield 1
    except GeneratorExit:
        return "closed value"
it = ret()
next(it)
print(it.close(), it.close())
def me():
    next(self)
    yield
self = me()
try:
    next(self)
except ValueError as e:
    print(e)
def stop():
    yield 1
    raise StopIteration("inside")
try:
    list(stop())
except RuntimeError as e:
    print(e, repr(e.__cause__))
