# The small functions of sys, with what they refuse.
import sys


def attempt(f, *args):
    try:
        print(f.__name__, repr(f(*args)))
    except BaseException as e:
        print(f.__name__, type(e).__name__, e)


for name in """getdefaultencoding getfilesystemencoding getfilesystemencodeerrors getswitchinterval get_int_max_str_digits
        get_coroutine_origin_tracking_depth is_finalizing is_remote_debug_enabled is_stack_trampoline_active gettrace
        getprofile getrecursionlimit _is_gil_enabled get_asyncgen_hooks""".split():
    attempt(getattr(sys, name))
attempt(sys.gettrace, 1)
attempt(sys.setswitchinterval, -1)
attempt(sys.setswitchinterval, "a")
attempt(sys.setswitchinterval, 0.01)
attempt(sys.getswitchinterval)
attempt(sys.setrecursionlimit, 0)
attempt(sys.setrecursionlimit, "a")
attempt(sys.setrecursionlimit, 2**40)
attempt(sys.activate_stack_trampoline, "perf")
attempt(sys.set_coroutine_origin_tracking_depth, -1)
attempt(sys.intern, 1)
attempt(sys._is_interned, "abc")
attempt(sys._is_immortal, None)
attempt(sys.exit, 1, 2)
