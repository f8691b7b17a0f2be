# Functions told to atexit run when the program has ended, the last one first, with all names still there.
import atexit

@atexit.register
def goodbye():
    print("goodbye", name)

def note(*args, **kw):
    print("note", args, kw)

print(atexit.register(note, 1, 2, x=3) is note)
atexit.register(note)
atexit.register(print, "printed", end="!\n")
name = "Ann"
class A:
    def __del__(self): print("names are let go of")
a = A()
print("end of program")
