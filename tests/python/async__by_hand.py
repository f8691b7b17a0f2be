class Pause:
    def __init__(self, n):
        self.n = n

    def __await__(self):
        got = yield self.n
        return f"got {got}"

async def inner(n):
    print("inner", n)
    r = await Pause(n)
    print(r)
    return n * 2

async def outer():
    a = await inner(1)
    b = await inner(2)
    return a + b

c = outer()
print(c.send(None), c.send("x"))
try:
    c.send("y")
except StopIteration as e:
    print("result", e.value)
try:
    c.send(None)
except RuntimeError as e:
    print(e)

class CM:
    async def __aenter__(self):
        print("aenter")
        return self

    async def __aexit__(self, *exc):
        print("aexit", exc[0])
        return True

async def agen():
    try:
        yield 1
        await Pause("in agen")
        yield 2
    finally:
        print("agen finally")

async def uses():
    async with CM() as c:
        raise ValueError
    async for x in agen():
        print("x", x)
    else:
        print("async else")
    return [y async for y in agen()], {await inner(9)}

def drive(coro):
    try:
        value = None
        while True:
            value = coro.send(value)
            print("paused", value)
    except StopIteration as e:
        return e.value

print(drive(uses()))
c = inner(5)
c.send(None)
try:
    c.throw(KeyError("thrown"))
except KeyError as e:
    print(repr(e))
c = inner(6)
c.close()
async def bad():
    await 5
try:
    drive(bad())
except TypeError as e:
    print(e)
async def bad2():
    async for x in [1]:
        pass
try:
    drive(bad2())
except TypeError as e:
    print(e)
