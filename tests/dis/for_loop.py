for i in range(3):
    print(i)
for a, (b, *c) in pairs:
    pass
else:
    print("end")
for x.attr in y: pass
for d[0] in y: pass
def f(items):
    for item in items:
        if item:
            return item
        else:
            continue
