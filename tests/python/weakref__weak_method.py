# WeakMethod: a bound method as a weak reference that does not die at once.
import weakref

class Button:
    def __init__(self, name): self.name = name
    def click(self): return f"{self.name} clicked"

b = Button("ok")
plain = weakref.ref(b.click)
wm = weakref.WeakMethod(b.click, lambda r: print("method gone", r()))
print(plain(), wm()())
print(wm == weakref.WeakMethod(b.click), hash(wm) == hash(weakref.WeakMethod(b.click)))
del b
print(wm())
try:
    weakref.WeakMethod(len)
except TypeError as e:
    print(str(e).split(",")[0])
