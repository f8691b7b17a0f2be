# An exception of a callback is raised where the event was.
import sys

m = sys.monitoring
E = m.events
m.use_tool_id(2, "watch")


def callback(code, offset):
    m.set_events(2, 0)
    raise OSError("from the callback")


m.register_callback(2, E.PY_START, callback)


def f():
    return 1


m.set_events(2, E.PY_START)
f()
