class A:
    def __str__(self):
        print("[in str]", end="")
        return "A!"

    def __repr__(self):
        print("[in repr]", end="")
        return "<A>"

a = A()
print(a, [a], {a: a} if False else (a,), sep=" | ", end=".\n")
print(f"{a} {a!r} {a!s:>5}", str(a), repr(a), "%s %r" % (a, a))

class Bad:
    def __repr__(self):
        raise ValueError("no repr")

class Wrong:
    def __str__(self):
        return 5

for thing in (Bad(), [1, Bad()], Wrong(), {"k": Bad()}):
    try:
        print("before", thing, "after")
    except (ValueError, TypeError) as e:
        print()
        print(type(e).__name__, e)
print()
print(1, None, "x", sep="")
print("a", "b", sep="\n", end="")
print(flush=True)
try:
    print("x", sep=1)
except TypeError as e:
    print(e)
try:
    print("x", wrong=1)
except TypeError as e:
    print(e)
