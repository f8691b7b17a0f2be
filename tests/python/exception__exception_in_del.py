# An exception in __del__ goes nowhere: it is reported, and the program goes on.
class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        self.close()

    def close(self):
        raise RuntimeError("cannot close " + self.name)


n = Noisy("first")
del n
print("still here")
kept = Noisy("second")
print("end")
