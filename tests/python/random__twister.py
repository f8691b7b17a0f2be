import _random
r = _random.Random(42)
print([r.random() for _ in range(5)])
print([r.getrandbits(k) for k in (1, 8, 31, 32, 33, 64, 100, 0)])
for seed in (0, 1, -1, 2**40, -2**100, True):
    print(seed, _random.Random(seed).random(), _random.Random(seed).getrandbits(70))
state = r.getstate()
print(len(state), state[:3], state[-1])
first = [r.random() for _ in range(700)]
r.setstate(state)
print(first == [r.random() for _ in range(700)], first[-1])
r.seed(5)
print(r.random())
r.seed(5)
print(r.random())
class Mine(_random.Random):
    def __init__(self, seed, name):
        self.name = name
        super().__init__(seed)
m = Mine(42, 'mine')
print(m.name, m.random(), isinstance(m, _random.Random))
