# Python code in the middle of a warning: a filter's pattern, a stream of one's own.
import _warnings
import sys


class Pattern:
    def match(self, text):
        print("  pattern sees", text.split(".")[0])
        return False


class Shout:
    def __init__(self, stream):
        self.stream = stream

    def write(self, text):
        self.stream.write(text.replace("capitals", "CAPITALS"))


_warnings.filters.insert(0, ("error", Pattern(), Warning, None, 0))
yes = True
print(~yes)


async def forgotten():
    pass


forgotten()
code = compile("x = 1\nx is 1", "typed.py", "exec")
sys.stderr = Shout(sys.stderr)
_warnings.warn("in capitals")
sys.stderr = None
_warnings.warn("to nobody")
sys.stderr = sys.__stderr__
_warnings.warn("seen again")
