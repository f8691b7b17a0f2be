def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
B = 10**20
r = range(B, B+10, 3); q = range(-B, B, 10**19); s = range(B, 0, -10**19)
class I:
    def __index__(self): return 3
for f in (lambda: r, lambda: list(r), lambda: len(r), lambda: r[1], lambda: r[-1], lambda: r[9], lambda: r[1:3], lambda: r[::-1], lambda: list(r[::-1]), lambda: B in r, lambda: B+1 in r, lambda: 5 in r, lambda: 1.0 in r, lambda: r.index(B+3), lambda: r.index(4), lambda: r.count(B), lambda: r.count(7), lambda: r == range(B, B+12, 3), lambda: r == range(3), lambda: hash(r) == hash(range(B, B+12, 3)), lambda: r.start, lambda: r.stop, lambda: r.step, lambda: bool(r), lambda: bool(range(B, 0)), lambda: range(10**30)[10**20], lambda: len(range(10**30)), lambda: list(reversed(r)), lambda: list(q)[:3], lambda: len(q), lambda: list(s)[-1], lambda: range(10**30)[10**20:10**20+4], lambda: range(10**30)[-1], lambda: range(10**30)[10**31], lambda: range(2**63), lambda: len(range(2**63)), lambda: range(2**63)[2**62], lambda: next(iter(range(2**63))), lambda: range(-2**63, 2**63-1)[-1], lambda: len(range(-2**63, 2**63-1)), lambda: 2**63-2 in range(-2**63, 2**63-1), lambda: max(r), lambda: sum(r), lambda: type(iter(r)).__name__, lambda: iter(r).__length_hint__(), lambda: range(B, B), lambda: range(1, B, B), lambda: list(range(1, B, B)), lambda: range(B)[::B], lambda: range(B, B+5, 0), lambda: range(True, B), lambda: range(1.0, B), lambda: range(B).index(10**19), lambda: (10**19) in range(B), lambda: [x for x in range(2**62, 2**62+3)], lambda: [x for x in range(2**63-2, 2**63+2)], lambda: range(2**63-1, -2**63, -2**62)[2], lambda: list(range(2**63-1, -2**63, -2**62)), lambda: r.index("a"), lambda: range(3).index("a"), lambda: range(3).count(1.0), lambda: range(3).index(1.0), lambda: range(3).count("x")):
    t(f)
for i in range(2**64, 2**64+2): print(i)
