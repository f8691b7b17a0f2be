# The interpreter's own warnings go the same way, and a filter can make them exceptions.
import _warnings

yes = True
print(~yes, ~False)
_warnings.filters.insert(0, ("error", None, DeprecationWarning, None, 0))
try:
    print(~yes)
except DeprecationWarning as e:
    print(str(e).split(".")[0])


async def forgotten():
    pass


forgotten()
code = compile("x = 1\nx is 1", "typed.py", "exec")
exec(code)
print("done")
