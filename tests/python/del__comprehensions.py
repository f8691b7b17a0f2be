# What a comprehension makes and drops: the loop variable, filtered items, the iterator.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print(f"-{self.n}", end=" ")

print([x.n for x in [A(1), A(2), A(3)]])
print([x.n for x in (A(i) for i in range(3))])
print({x.n for x in [A(4), A(5)]})
print({x.n: 0 for x in [A(6), A(7)]})
l = [x for x in [A(8), A(9), A(10)] if x.n != 9]
print("kept")
l = None
print()
print(sum(x.n for x in [A(11), A(12)]))
print([y.n for x in range(2) for y in [A(x)]])
