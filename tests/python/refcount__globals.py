import sys

x = object()
print(sys.getrefcount(x))
y = x
print(sys.getrefcount(x))
z = {"k": x}
print(sys.getrefcount(x))
del z["k"]
print(sys.getrefcount(x))
y = None
print(sys.getrefcount(x))
