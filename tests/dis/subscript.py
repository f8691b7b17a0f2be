a[0]
a[i] = 1
del a[-1]
a[1:2]
a[:]
a[1:2:3]
a[x:y] = z
del a[x:y]
a[1, 2]
a[1:2, ::3]
a[...]
a[b][c][d] = 0
a[i] += 1
a[x:y] += z
