# With the right filter a SyntaxWarning is a SyntaxError.
import _warnings

_warnings.filters.insert(0, ("error", None, SyntaxWarning, None, 0))
try:
    compile("assert (1, 'always')", "checked.py", "exec")
except SyntaxError as e:
    print(type(e).__name__, e.msg, e.filename, e.lineno)
print("on")
