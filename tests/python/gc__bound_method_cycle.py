# An object that keeps one of its own bound methods.
import gc

class Button:
    def __init__(self):
        self.on_click = self.click
    def click(self):
        return "click"
    def __del__(self):
        print("del")

b = Button()
print(b.on_click())
del b
print("collecting")
print(gc.collect())
