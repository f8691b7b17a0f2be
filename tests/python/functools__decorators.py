from functools import wraps, lru_cache, cache, total_ordering, partialmethod, cached_property, reduce, singledispatch, partial


def logged(f):
    @wraps(f)
    def inner(*args):
        """inner's own"""
        print("calling", f.__name__, args)
        return f(*args)

    return inner


@logged
def add(a, b):
    """adds"""
    return a + b


print(add(1, 2), add.__name__, add.__doc__, add.__wrapped__(3, 4))


@lru_cache(maxsize=2)
def square(x):
    print("square", x)
    return x * x


print([square(x) for x in (1, 2, 1, 3, 2)], square.cache_info(), square.cache_parameters(), square.__name__)


@cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(25), fib.cache_info().hits)


@total_ordering
class Size:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


print(Size(1) <= Size(1), Size(2) > Size(1), Size(1) >= Size(2))


class Cell:
    def set(self, value):
        self.value = value

    on = partialmethod(set, True)

    @cached_property
    def slow(self):
        print("computing")
        return 42


c = Cell()
c.on()
print(c.value, c.slow, c.slow, c.__dict__)


@singledispatch
def show(x):
    return "something"


@show.register
def _(x: int):
    return f"int {x}"


@show.register(list)
def _(x):
    return [show(i) for i in x]


print(show(1), show("s"), show([1, "a", [2]]), show(True))
try:
    lru_cache(maxsize="no")
except TypeError as e:
    print(e)
square([])
