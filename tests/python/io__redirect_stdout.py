# sys.stdout is a name like others.
import io, sys
old = sys.stdout
sys.stdout = caught = io.StringIO()
print("one", 2)
sys.stdout.write("three")
sys.stdout = old
print(repr(caught.getvalue()))
class Shouting:
    def write(self, text):
        return old.write(text.upper())
sys.stdout = Shouting()
print("loud", [1, 'a'])
sys.stdout = old
print(sys.stdout.write("abc\n"), sys.stdout is sys.__stdout__)
sys.stdout = None
print("nobody hears this")
sys.stdout = old
del sys.stdout
try:
    print("lost")
except RuntimeError as e:
    sys.stdout = old
    print(e)
print(sys.stdout.name, sys.stdout.mode, sys.stdout.encoding, sys.stdout.fileno(), sys.stderr.name, sys.stdin.name, sys.stdin.fileno())
