# Which way each branch goes.
import sys

m = sys.monitoring
E = m.events
m.use_tool_id(2, "watch")


def callback(name):
    def call(code, offset, to):
        print(name, code.co_name, offset, to)

    return call


for name in ("JUMP", "BRANCH_LEFT", "BRANCH_RIGHT"):
    m.register_callback(2, getattr(E, name), callback(name))


def sign(x):
    if x < 0:
        return -1
    elif x is None:
        return None
    while x > 1:
        x -= 1
    for i in range(2):
        if i:
            break
    return x


m.set_events(2, E.JUMP | E.BRANCH_LEFT | E.BRANCH_RIGHT)
sign(-3)
sign(2)
m.set_events(2, 0)
