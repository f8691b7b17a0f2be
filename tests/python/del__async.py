# Coroutines and asynchronous generators that die before they end.
class P:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

class Pause:
    def __await__(self):
        yield

async def work(n):
    p = P(n)
    try:
        await Pause()
    finally:
        print("finally", n)

c = work("suspended")
c.send(None)
del c
print("dropped")
c = work("closed")
c.send(None)
c.close()
print("closed")
async def items():
    p = P("in generator")
    yield 1
a = items()
del a
print("end")
