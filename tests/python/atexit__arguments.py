# Wrong arguments.
import atexit
for attempt in (lambda: atexit.register(), lambda: atexit.register(5), lambda: atexit.register(f=1),
                lambda: atexit.unregister(), lambda: atexit.unregister(1, 2), lambda: atexit._clear(1)):
    try:
        attempt()
    except TypeError as e:
        print(e)
atexit.unregister(42)
print(atexit.register(len) is len)
atexit.unregister(len)
