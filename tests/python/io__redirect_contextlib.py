# A class that puts sys.stdout aside for a while.
import io, sys
class redirect:
    def __init__(self, target):
        self.target = target
    def __enter__(self):
        self.old, sys.stdout = sys.stdout, self.target
        return self.target
    def __exit__(self, *exc):
        sys.stdout = self.old
with redirect(io.StringIO()) as outer:
    print("outer")
    with redirect(io.StringIO()) as inner:
        print("inner")
    print("outer again")
print(repr(outer.getvalue()), repr(inner.getvalue()))
try:
    with redirect(io.StringIO()) as s:
        print("before")
        1 / 0
except ZeroDivisionError:
    print("after", repr(s.getvalue()))
