from _functools import _lru_cache_wrapper


def info(hits, misses, maxsize, currsize):
    return f"hits={hits} misses={misses} maxsize={maxsize} size={currsize}"


def cached(maxsize, typed=False):
    return lambda f: _lru_cache_wrapper(f, maxsize, typed, info)


@cached(2)
def square(x):
    print("computing", x)
    return x * x


print(square(1), square(2), square(1), square.cache_info())
print(square(3), square(1), square(2), square.cache_info())
square.cache_clear()
print(square(1), square.cache_info())


@cached(None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(30), fib.cache_info())


@cached(0)
def never(x):
    print("always asked", x)
    return x


print(never(1), never(1), never.cache_info())


@cached(10, typed=True)
def kinds(*args, **kwargs):
    print("called", args, kwargs)
    return len(args)


kinds(1), kinds(1.0), kinds(True), kinds(1), kinds("1")
kinds(a=1, b=2), kinds(b=2, a=1), kinds(a=1, b=2), kinds(a=1.0, b=2)
print(kinds.cache_info())


@cached(10)
def loose(*args, **kwargs):
    print("called", args, kwargs)


loose(1), loose(1.0), loose(True), loose((1,)), loose(1, 2), loose(x=1), loose(x=1.0)
print(loose.cache_info(), cached(-5)(len).cache_info())
square.label = "attributes"
print(square.label, square.__dict__, square.__copy__() is square, square.__deepcopy__({}) is square)


class Shop:
    def __init__(self, name):
        self.name = name

    @cached(5)
    def price(self, item):
        print(self.name, "looks up", item)
        return len(item)


a = Shop("a")
print(a.price("tea"), a.price("tea"), Shop.price(a, "tea"), Shop.price.cache_info(), Shop.price is Shop.__dict__["price"])
try:
    square([])
except TypeError as e:
    print(e)
for call in (lambda: cached("x")(len), lambda: cached(1)(3), lambda: square(1, 2), lambda: _lru_cache_wrapper(len)):
    try:
        call()
    except TypeError as e:
        print(e)
square("text")
