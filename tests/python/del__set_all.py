# The moments at which a set lets go of its members.
class M:
    def __init__(self, n): self.n = n
    def __hash__(self): return self.n
    def __eq__(self, other): return self.n == other.n
    def __del__(self): print("-", self.n, end=" ")

def made(*ns):
    return {M(n) for n in ns}

s = made(1, 2, 3); s.clear(); print("clear")
s = made(1, 2, 3); s.discard(M(2)); print("discard"); s = None; print()
s = made(1, 2, 3); s.remove(M(1)); print("remove"); s = None; print()
s = made(1, 2); s.pop(); print("pop"); s = None; print()
s = made(1, 2); s.add(M(2)); print("add equal"); s = None; print()
s = made(1, 2, 3); s &= made(2, 4); print("and"); s = None; print()
s = made(1, 2, 3); s -= made(1, 3); print("minus"); s = None; print()
s = made(1, 2); s |= made(2, 3); print("or"); s = None; print()
s = made(1, 2); s ^= made(2, 3); print("xor"); s = None; print()
f = frozenset(made(5, 6)); f = None; print("frozenset")
