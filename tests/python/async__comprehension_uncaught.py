# An exception that leaves an asynchronous comprehension is told of once.
async def a(): await b()
async def b():
    return [x async for x in c()]
async def c():
    yield 1
    yield 2 @ 3
a().send(None)
