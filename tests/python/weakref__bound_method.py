# A bound method is made anew by each look-up, so a weak reference to one dies at once.
from _weakref import ref

class Button:
    def click(self):
        return "clicked"

b = Button()
r = ref(b.click)
print(r())
m = b.click
s = ref(m)
print(s() is m, s()())
f = ref(Button.click)
print(f() is Button.click)
del m
print(s())
