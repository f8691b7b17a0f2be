for i in range(5):
    if i == 1:
        continue
    if i == 3:
        break
    print(i)
else:
    print("not reached")
n = 3
while n:
    n -= 1
    print(n)
else:
    print("while else")
for i in []:
    pass
else:
    print("empty else", "i still", i)
for x, (y, *z) in [(1, (2, 3)), (4, "567")]:
    print(x, y, z)
while True:
    n += 1
    if n > 5:
        break
print(n)
d = {}
for d["k"] in range(2) if n else []:
    print(d)
for i, in [(1,), (2,)]:
    print(i)
