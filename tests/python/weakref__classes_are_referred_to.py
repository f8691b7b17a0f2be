# Every class is known to its base by a weak reference, which a plain reference to it shares.
from _weakref import ref, getweakrefcount, getweakrefs

class Base: pass
class Sub(Base): pass
print(getweakrefcount(Sub), getweakrefcount(Base), getweakrefcount(bool))
r = ref(Sub)
print(getweakrefcount(Sub), getweakrefs(Sub)[0] is r)
s = ref(Sub, print)
print(getweakrefcount(Sub), len(getweakrefs(Sub)))
print(getweakrefcount(Base()), getweakrefcount(len))
