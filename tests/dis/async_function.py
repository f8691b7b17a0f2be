async def f(x):
    await x
    return await g(1)
async def h():
    try:
        await f(1)
    finally:
        await f(2)
