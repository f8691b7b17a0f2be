from _operator import methodcaller, call


class Greeter:
    def hello(self, name="you", *rest, end="!"):
        return f"hello {name}{rest}{end}"

    @staticmethod
    def fixed(x):
        return x

    def fail(self):
        raise ValueError("from the method")


g = Greeter()
print(methodcaller("hello")(g), methodcaller("hello", "ann")(g), methodcaller("hello", "bob", 1, end="?")(g))
print(methodcaller("fixed", 3)(Greeter), methodcaller("upper")("abc"), methodcaller("split", ",", maxsplit=1)("a,b,c"))
print(methodcaller("hello"), methodcaller("hello", 1, "two"), methodcaller("hello", 1, end="?"), methodcaller("f", x=[]))
print(methodcaller("hello", 1).__reduce__())
print(list(map(methodcaller("upper"), "abc")))
for bad in (
    lambda: methodcaller(),
    lambda: methodcaller(3),
    lambda: methodcaller("x")(),
    lambda: methodcaller("x")(1, 2),
    lambda: methodcaller("x")(a=1),
    lambda: methodcaller("nothing")(g),
    lambda: methodcaller(name="x"),
):
    try:
        bad()
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)


class Dynamic:
    def __getattr__(self, name):
        print("made", name)
        return lambda *args, **kw: (name, args, kw)


print(methodcaller("anything", 1, k=2)(Dynamic()))
print(call(int, "12", base=3), call(dict, a=1), call(Greeter.hello, g))
try:
    call()
except TypeError as e:
    print(e)
methodcaller("fail")(g)
