import math
# Arguments may be numbers of Python classes: each is asked when its turn comes.
class Real:
    def __init__(self, value):
        self.value = value
    def __float__(self):
        print('float', self.value)
        return self.value
class Step:
    def __ceil__(self):
        return 'up'
    def __floor__(self):
        return 'down'
    def __trunc__(self):
        return 'cut'
class Index:
    def __index__(self):
        print('index')
        return 4
print(math.sqrt(Real(2.25)), math.hypot(Real(3.0), Real(4.0)), math.pow(Real(2.0), Index()))
print(math.fsum([Real(0.5), Index(), 1]), math.dist((Real(1.0), 2), [Index(), Real(6.0)]))
print(math.ceil(Step()), math.floor(Step()), math.trunc(Step()))
print(math.floor(Real(2.5)), math.ceil(Real(-2.5)))
class Number:
    def __init__(self, name):
        self.name = name
    def __mul__(self, other):
        return Number(f'({self.name}*{other})')
    def __rmul__(self, other):
        return Number(f'({other}*{self.name})')
    def __add__(self, other):
        return Number(f'({self.name}+{other})')
    def __radd__(self, other):
        return Number(f'({other}+{self.name})')
    def __repr__(self):
        return self.name
print(math.prod([Number('a'), 2, Number('b')]))
print(math.sumprod([1, Number('a'), 2.5], [2, 3, Number('b')]))
print(math.sumprod([0.5, 1.5, Number('z')], [2.0, 2, 4]))
def give():
    for i in (1, 2, 3):
        print('give', i)
        yield i
print(math.prod(give()), math.fsum(give()), math.sumprod(give(), give()))
for f in (lambda: math.sin(Real('x')), lambda: math.fsum([Real(None)]), lambda: math.trunc(Real(1.5)), lambda: math.prod([1, None])):
    try:
        print(f())
    except TypeError as e:
        print(e)
two, ten = 2, 10.0
print((two + 0.5) ** 0.3, (two + 1) ** 0.5, two ** -0.5, ten ** -5, (-8) ** (1 / (two + 1)), (ten / ten + 0.1) ** 100, (1 + 2j) ** (0.5 - 1j), abs(3 + 4.1j))
math.factorial(-5)
