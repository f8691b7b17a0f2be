# Lines, with DISABLE and restart_events.
import sys

m = sys.monitoring
E = m.events
m.use_tool_id(2, "watch")
seen = []


def line(code, number):
    seen.append(number - code.co_firstlineno)
    return m.DISABLE


def loop(n):
    total = 0
    for i in range(n):
        total += i
    return total


m.register_callback(2, E.LINE, line)
m.set_local_events(2, loop.__code__, E.LINE)
loop(3)
print(seen)
loop(3)
print(seen)
m.restart_events()
loop(1)
print(seen)
m.set_local_events(2, loop.__code__, 0)
m.free_tool_id(2)
loop(1)
print(seen, m.get_tool(2))
