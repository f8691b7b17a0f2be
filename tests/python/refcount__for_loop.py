import sys

items = [object(), object()]
for x in items:
    print(sys.getrefcount(x), sys.getrefcount(items))
print(sys.getrefcount(items))

def f():
    items = (object(), object())
    for x in items:
        print(sys.getrefcount(x), sys.getrefcount(items))
    for i, x in enumerate(items):
        print(i, sys.getrefcount(x))
    for pair in zip(items, items):
        print(sys.getrefcount(pair), sys.getrefcount(pair[0]))

f()
