# What an exit function raises is told, and the next one runs. SystemExit too.
import atexit

class Callback:
    def __init__(self, what): self.what = what
    def __repr__(self): return f"<callback {self.what.__name__}>"
    def __call__(self):
        print("raising", self.what.__name__)
        raise self.what("from atexit")

atexit.register(print, "this one still runs")
atexit.register(Callback(ValueError))
atexit.register(Callback(SystemExit))
print("end")
