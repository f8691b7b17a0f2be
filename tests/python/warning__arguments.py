# What _warnings.warn and warn_explicit take, and what they refuse.
import _warnings


def attempt(what, *args, **kwargs):
    try:
        print(what.__name__, what(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, "-", e)


warn, explicit = _warnings.warn, _warnings.warn_explicit
attempt(warn)
attempt(warn, "x", int)
attempt(warn, "x", 5)
attempt(warn, "x", UserWarning, "two")
attempt(warn, "x", skip_file_prefixes=["a"])
attempt(warn, "x", skip_file_prefixes=(1,))
attempt(warn, "x", unknown=1)
attempt(warn, 1)
attempt(warn, None)
attempt(warn, ["a list"])
attempt(explicit, "m", UserWarning, 3, 1)
attempt(explicit, "m", UserWarning, "f.py", "line")
attempt(explicit, "m", UserWarning, "f.py", 3, "mod", 5)
attempt(explicit, "m", UserWarning, "f.py", 3, "mod", {}, 5)
attempt(explicit, "m", UserWarning, "other.py", 3)
attempt(explicit, "no file", UserWarning, "", 3)
attempt(explicit, "m", 5, "f.py", 3)
attempt(_warnings._release_lock)
attempt(_warnings._filters_mutated_lock_held)
attempt(_warnings._acquire_lock)
attempt(_warnings._filters_mutated_lock_held)
attempt(_warnings._release_lock)
print(_warnings._defaultaction, _warnings._onceregistry)
