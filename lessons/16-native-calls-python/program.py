import sys

def f(word):
    print("key of", word)
    return len(word)

words = ["kiwi", "fig", "banana"]
print(sorted(words, key=f))

class Door:
    def __enter__(self):
        print("open")
        return self

    def __exit__(self, kind, error, traceback):
        print("close", kind.__name__ if kind else None)
        return kind is KeyError

with Door() as door:
    print("inside")
with door:
    raise KeyError("swallowed")

thing = object()
print(sys.getrefcount(thing))
other = [thing, thing]
print(sys.getrefcount(thing))

def count(argument):
    return sys.getrefcount(argument)

print(count(thing))
del other
print(sys.getrefcount(thing))

print(id(object()) == id(object()))
print(object() is object())
