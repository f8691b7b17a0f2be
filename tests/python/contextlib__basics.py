from contextlib import contextmanager, suppress, closing, ExitStack, redirect_stdout, nullcontext, ContextDecorator
import io


@contextmanager
def tag(name):
    print("<" + name + ">")
    try:
        yield name.upper()
    finally:
        print("</" + name + ">")


with tag("b") as t:
    print(t)
with suppress(KeyError):
    {}["missing"]
    print("never")


class Door:
    def close(self):
        print("closed")


with closing(Door()):
    print("open")
with ExitStack() as stack:
    for n in ("one", "two"):
        stack.enter_context(tag(n))
    stack.callback(print, "called back")
with nullcontext(5) as five:
    print(five)


@tag("deco")
def work():
    print("working")


work()
work()
try:
    with tag("err"):
        raise ValueError("inside")
except ValueError as e:
    print("caught", e)


@contextmanager
def twice():
    yield 1
    yield 2


try:
    with twice():
        pass
except RuntimeError as e:
    print(e)
with tag("last"):
    1 / 0
