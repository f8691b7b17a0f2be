# weakref.finalize: a call at an object's death, or at the end of the program, once only.
import weakref

class File:
    def __init__(self, name): self.name = name

f = File("a.txt")
fin = weakref.finalize(f, print, "closing", f.name, end="!\n")
print(fin.alive, fin.peek()[1:])
del f
print(fin.alive, fin.peek())
g = File("b.txt")
fin = weakref.finalize(g, lambda: print("by hand") or 42)
print(fin(), fin(), fin.alive)
h = File("c.txt")
fin = weakref.finalize(h, print, "never")
print(fin.detach()[0] is h, fin.alive)
del h
left = File("d.txt")
weakref.finalize(left, print, "at exit, first made")
weakref.finalize(left, print, "at exit, last made")
quiet = weakref.finalize(left, print, "not at exit")
quiet.atexit = False
print("end")
