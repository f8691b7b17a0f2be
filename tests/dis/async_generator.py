async def agen(n):
    for i in range(n):
        yield i
        await sleep(i)
async def use():
    return [x async for x in agen(3) if await ok(x)]
async def expr():
    return (x async for x in agen(1)), {x: 1 async for x in y}
