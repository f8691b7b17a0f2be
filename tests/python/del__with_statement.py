# A context manager lives until its block has ended; what `as` names lives on.
class Manager:
    def __init__(self, n): self.n = n
    def __enter__(self): return Resource(self.n)
    def __exit__(self, *exc): print("exit", self.n, exc[0])
    def __del__(self): print("del manager", self.n)

class Resource:
    def __init__(self, n): self.n = n
    def __del__(self): print("del resource", self.n)

with Manager(1) as r:
    print("inside")
print("after")
with Manager(2):
    print("no name")
try:
    with Manager(3) as r:
        raise ValueError
except ValueError:
    print("caught")
r = None
