# More than a buffer holds.
line = "0123456789" * 10 + "\n"
with open("big", "w") as f:
    for i in range(200):
        f.write(line)
    print(f.tell())
with open("big") as f:
    print(len(f.read(9000)), f.tell(), len(f.readline()), len(f.read()))
with open("big", "rb", buffering=64) as f:
    print(len(f.read(100)), len(f.readline()), f.tell(), len(f.peek()) > 0, len(f.read(1000)), f.tell())
print(sum(len(l) for l in open("big")))
