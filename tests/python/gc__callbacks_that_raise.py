# What a callback raises is told on stderr; the others are called, and the collection goes on.
import gc

class Hook:
    def __init__(self, name):
        self.name = name
    def __repr__(self):
        return f"<hook {self.name}>"
    def __call__(self, phase, info):
        print(self.name, phase)
        if self.name == "bad":
            raise RuntimeError(phase)

gc.callbacks += [Hook("one"), Hook("bad"), Hook("two")]
print(gc.collect())
gc.callbacks.clear()
