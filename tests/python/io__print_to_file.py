# print() writes to whatever has a write method.
import io, sys
class Writer:
    def write(self, text):
        calls.append(text)
calls = []
print("a", 1, None, file=Writer())
print(calls)
calls.clear()
print("x", "y", sep="", end="!", file=Writer())
print(calls)
calls.clear()
print(file=Writer())
print(calls)
class Flushing(Writer):
    def flush(self):
        calls.append("flushed")
calls.clear()
print("z", file=Flushing(), flush=True)
print(calls)
class Loud:
    def __str__(self):
        calls.append("str asked")
        return "loud"
calls.clear()
print(Loud(), Loud(), file=Writer())
print(calls)
for wrong in 3, "text", object():
    try:
        print("x", file=wrong)
    except AttributeError as e:
        print(e)
print("to stderr", file=sys.stderr)
