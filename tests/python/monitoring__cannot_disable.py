# Events that are of no place cannot be disabled.
import sys

m = sys.monitoring
E = m.events
m.use_tool_id(2, "watch")
m.register_callback(2, E.RAISE, lambda *args: m.DISABLE)
m.set_events(2, E.RAISE)
try:
    try:
        raise KeyError("k")
    except ValueError as e:
        m.set_events(2, 0)
        print(e)
finally:
    m.set_events(2, 0)
