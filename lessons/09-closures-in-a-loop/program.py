late = []
for i in range(3):
    late.append(lambda: i)
print([f() for f in late])

def make():
    return [lambda: n for n in range(3)]

shared = make()
print([f() for f in shared])
print(shared[0].__closure__[0] is shared[1].__closure__[0])

by_default = [lambda n=n: n for n in range(3)]
print([f() for f in by_default])

def bind(n):
    return lambda: n

by_call = [bind(n) for n in range(3)]
print([f() for f in by_call])
print(by_call[0].__closure__[0] is by_call[1].__closure__[0])
