# Starts, returns, yields and ends of functions.
import sys

m = sys.monitoring
E = m.events
m.use_tool_id(2, "watch")
names = {v: k for k, v in vars(E).items()}


def callback(event):
    def call(code, offset, *rest):
        print(names[event], code.co_name, offset, *rest)

    return call


watched = E.PY_START | E.PY_RESUME | E.PY_RETURN | E.PY_YIELD | E.PY_UNWIND | E.PY_THROW
for event in names:
    if event & watched:
        m.register_callback(2, event, callback(event))


def gen(n):
    for i in range(n):
        yield i


def raises():
    raise KeyError("k")


def main():
    list(gen(2))
    try:
        raises()
    except KeyError:
        pass
    g = gen(2)
    next(g)
    try:
        g.throw(ValueError)
    except ValueError:
        pass


m.set_events(2, watched)
main()
m.set_events(2, 0)
