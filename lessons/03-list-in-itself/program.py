import gc

gc.collect()
a = []
a.append(a)
print(a)
print(a[0] is a, len(a), a[0][0][0] is a)

del a
print(gc.collect())
print(gc.collect())
