# sys.set_asyncgen_hooks: who hears of a generator's first use and of its end.
import sys

heard = []
sys.set_asyncgen_hooks(lambda g: heard.append("first"), lambda g: heard.append("last"))


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("closed")


def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as e:
        return e.value


async def by_loop():
    async for x in numbers():
        break


async def by_anext():
    g = numbers()
    await anext(g)
    await g.__anext__()


async def by_asend():
    g = numbers()
    await g.asend(None)


async def to_the_end():
    print([x async for x in numbers()])


async def closed():
    g = numbers()
    await g.asend(None)
    await g.aclose()


for use in [by_loop, by_anext, by_asend, to_the_end, closed]:
    run(use())
    print(use.__name__, heard)
    heard.clear()


def wrong(g):
    raise ValueError("no")


sys.set_asyncgen_hooks(wrong, None)
try:
    run(to_the_end())
except ValueError as e:
    print(e)
hooks = sys.get_asyncgen_hooks()
print(hooks.firstiter is wrong, hooks.finalizer)
