# Two tools hear of the same; the one with the higher number first.
import sys

m = sys.monitoring
E = m.events
for tool in (1, 3):
    m.use_tool_id(tool, f"tool {tool}")


def hear(tool):
    return lambda code, offset: print("tool", tool, code.co_name)


for tool in (1, 3):
    m.register_callback(tool, E.PY_START, hear(tool))


def f():
    pass


m.set_events(1, E.PY_START)
m.set_local_events(3, f.__code__, E.PY_START)
f()
(lambda: 1)()
m.set_events(1, 0)
m.set_local_events(3, f.__code__, 0)
f()
