# Instructions that have run a few times take forms for what they meet (PEP 659), and other forms when that changes.
import dis

def forms(f):
    """Each instruction's form, and the counter of its inline cache."""
    for i in dis.get_instructions(f, adaptive=True, show_caches=True):
        if i.baseopname != i.opname or i.cache_info:
            counter = int.from_bytes(i.cache_info[0][2], "little") if i.cache_info else 0
            print("   ", i.opname, f"{counter >> 4}/{counter & 15}")

def add(a, b):
    return a + b

print("new")
forms(add)
for i in range(3):
    add(i, 1)
    print("after", i + 1)
    forms(add)
print("floats miss 52 times")
for i in range(52):
    add(1.5, 2.5)
forms(add)
add(1.5, 2.5)
print("and are the new form")
forms(add)
add("a", "b")
print("one miss")
forms(add)

class Point:
    def __init__(self, x):
        self.x = x
    def double(self):
        return self.x * 2

def use(p):
    p.x += 1
    return p.double()

point = Point(1)
for i in range(3):
    use(point)
print("attributes")
forms(use)
forms(Point.double)
Point.triple = lambda self: 3
use(point)
print("the class has changed")
forms(use)
