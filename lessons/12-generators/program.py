def countdown(n):
    print("started")
    while n > 0:
        got = yield n
        print("got", got)
        n -= 1
    return "liftoff"

g = countdown(2)
print("nothing has run")
print(next(g))
print(g.send("hello"))
try:
    next(g)
except StopIteration as stop:
    print("value:", stop.value)
print(list(g))

def careful():
    try:
        yield 1
    except ValueError as error:
        print("caught", error)
        yield 2
    finally:
        print("cleaning up")

c = careful()
print(next(c))
print(c.throw(ValueError("thrown in")))
c.close()
c.close()

d = careful()
next(d)
d.close()
print("end")
