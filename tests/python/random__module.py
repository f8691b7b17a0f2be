import random
random.seed(42)
print(random.random(), random.randint(1, 100), random.choice('abc'), random.sample(range(100), 5))
items = list(range(10))
random.shuffle(items)
print(items, random.randrange(0, 100, 7), random.uniform(1, 2), random.choices('ab', weights=[1, 9], k=6))
print(random.gauss(0, 1), random.normalvariate(), random.expovariate(2), random.betavariate(1, 2), random.triangular(), random.vonmisesvariate(0, 1))
print(random.getrandbits(40), random.binomialvariate(10, 0.3), random.paretovariate(3), random.weibullvariate(1, 2), random.lognormvariate(0, 1), random.gammavariate(2, 1))
r = random.Random('a text')
print(r.random(), random.Random(b'bytes').random(), random.Random(1.5).random() if False else '')
state = r.getstate()
a = r.random()
r.setstate(state)
print(a == r.random())
for f in (lambda: random.choice([]), lambda: random.randint(5, 1), lambda: random.sample([1], 2), lambda: random.randrange(0)):
    try:
        f()
    except (IndexError, ValueError) as e:
        print(type(e).__name__, e)
