def sieve(n):
    flags = []
    for i in range(n):
        flags.append(True)
    found = []
    for i in range(2, n):
        if flags[i]:
            found.append(i)
            for j in range(i * i, n, i):
                flags[j] = False
    return found


for _ in range(9):
    print(len(sieve(15000)))
