class Point:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x

print(Point(1) == Point(1))
try:
    {Point(1)}
except TypeError as error:
    print(error)

class Bad:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return 7

    def __eq__(self, other):
        print(f"  {self.name} == {other.name}?")
        return self.name == other.name

d = {}
for name in "abcde":
    print("insert", name)
    d[Bad(name)] = name.upper()
print("look up e")
print(d[Bad("e")])
print("look up z")
print(Bad("z") in d)
