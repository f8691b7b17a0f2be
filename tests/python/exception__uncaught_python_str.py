# What an uncaught exception says is Python's to say.
class Loud(Exception):
    def __str__(self):
        print("asked")
        return "said by Python"


def f():
    raise Loud("x")


f()
