import sys

print(sys.getrefcount(None) == sys.getrefcount(True) == sys.getrefcount(1) == sys.getrefcount(""))
print(sys.getrefcount(256) == sys.getrefcount(None), sys.getrefcount(()) == sys.getrefcount(None))
print(sys.getrefcount("a") == sys.getrefcount(None), sys.getrefcount(b"a") == sys.getrefcount(None))
print(sys.getrefcount(int) == sys.getrefcount(None), sys.getrefcount(type) == sys.getrefcount(None))
n = int("1000")
print(sys.getrefcount(n))
m = n
print(sys.getrefcount(n))
