# Lines: how they are found, and how they are written.
with open("l", "w") as f:
    f.writelines(["a\n", "b", "\n", "c"])
    f.writelines(iter("de"))
    try:
        f.writelines([1])
    except TypeError as e:
        print(e)
with open("l") as f:
    print(next(f), f.readline(3), f.readline(1), list(f))
    try:
        next(f)
    except StopIteration:
        print("end")
with open("l") as f:
    print(f.readlines(1), f.readlines(0), f.readlines())
with open("l") as f:
    print(f.readline(0), f.readline(1), f.readline(100), f.readline(-1), f.readline())
with open("l", "rb") as f:
    print(list(f), f.readline())
    f.seek(0)
    print(f.readlines(2), f.readline(2))
