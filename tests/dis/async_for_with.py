async def f(xs):
    async for x in xs:
        if x: break
    else:
        pass
    async with a as b, c:
        await b
        return 1
