# Each instruction of one function.
import sys

m = sys.monitoring
E = m.events
m.use_tool_id(3, "watch")
offsets = []
m.register_callback(3, E.INSTRUCTION, lambda code, offset: offsets.append(offset))


def f(a, b):
    c = a + b
    return c * 2


m.set_local_events(3, f.__code__, E.INSTRUCTION)
f(1, 2)
m.set_local_events(3, f.__code__, 0)
print(offsets)
