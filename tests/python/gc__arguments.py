# Wrong arguments to the module's functions.
import gc

def attempt(f, *args, **kw):
    try:
        print(f(*args, **kw))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)

attempt(gc.collect, "x")
attempt(gc.collect, 1.0)
attempt(gc.collect, 1, 2)
attempt(gc.collect, 7)
attempt(gc.get_objects, 3)
attempt(gc.get_objects, "x")
attempt(gc.get_objects, 1)
attempt(gc.is_tracked)
attempt(gc.is_tracked, 1, 2)
attempt(gc.is_finalized)
attempt(gc.freeze, 1)
attempt(gc.enable, 1)
attempt(gc.set_debug)
attempt(gc.set_debug, "x")
attempt(gc.isenabled, x=1)
