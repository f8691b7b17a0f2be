# A file closes as its block ends, however it ends.
def write():
    with open("cm", "w") as f:
        f.write("kept")
        raise KeyError("out")
try:
    write()
except KeyError as e:
    print("caught", e)
print(open("cm").read())
with open("cm") as a, open("other", "w") as b:
    b.write(a.read() * 2)
print(a.closed, b.closed, open("other").read())
try:
    with a:
        pass
except ValueError as e:
    print(e)
f = open("cm")
print(f.__enter__() is f, f.__exit__(None, None, None), f.closed)
