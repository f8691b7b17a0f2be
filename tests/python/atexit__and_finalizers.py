# Exit functions come before the end's finalizers, and may still use what these will destroy.
import atexit

class File:
    def __init__(self, name):
        self.name, self.open = name, True
        atexit.register(self.close)
    def close(self):
        print("closing", self.name, self.open)
        self.open = False
    def __del__(self):
        print("del", self.name, self.open)

a, b = File("a"), File("b")
del a
print("end")
