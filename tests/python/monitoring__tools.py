# Tool ids, sets of events, callbacks: what they take.
import sys

m = sys.monitoring
E = m.events


def attempt(f, *args):
    try:
        print(f.__name__, f(*args))
    except (TypeError, ValueError) as e:
        print(f.__name__, type(e).__name__, e)


attempt(m.use_tool_id, 6, "x")
attempt(m.use_tool_id, 1, 2)
attempt(m.use_tool_id, 1, "one")
attempt(m.use_tool_id, 1, "again")
attempt(m.get_tool, 1)
attempt(m.get_tool, 2)
attempt(m.get_tool, 9)
attempt(m.set_events, 2, 1)
attempt(m.set_events, 1, 1 << 25)
attempt(m.set_events, 1, E.C_RETURN)
attempt(m.set_events, 1, E.C_RETURN | E.C_RAISE | E.CALL)
attempt(m.get_events, 1)
attempt(m.set_events, 1, E.BRANCH)
attempt(m.get_events, 1)
attempt(m.set_events, 1, 0)


def f():
    pass


attempt(m.set_local_events, 1, f, 1)
attempt(m.set_local_events, 1, f.__code__, E.RAISE)
attempt(m.set_local_events, 1, f.__code__, E.LINE)
attempt(m.get_local_events, 1, f.__code__)
attempt(m.register_callback, 1, 3, print)
attempt(m.register_callback, 1, 1 << 30, print)
attempt(m.register_callback, 1, 1, print)
attempt(m.register_callback, 1, 1, None)
attempt(m.register_callback, 8, 1, None)
attempt(m.clear_tool_id, 1)
attempt(m.free_tool_id, 1)
attempt(m.free_tool_id, 1)
print(m.events)
