class S:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x = 1

s = S()
print(s.x)
for bad in (lambda: s.y, lambda: setattr(s, "z", 1), lambda: s.__dict__, lambda: delattr(s, "y")):
    try:
        print(bad())
    except AttributeError as e:
        print(e)
s.y = 2
del s.x
print(hasattr(s, "x"), s.y, S.y.__get__(s), type(S.x).__name__)
class T(S):
    pass
t = T()
t.z = 5
print(t.__dict__, t.x)
class U(S):
    __slots__ = "only"
u = U()
u.only = u.x
print(u.only, hasattr(u, "__dict__"))
try:
    class Bad:
        __slots__ = ("a",)
        a = 1
except ValueError as e:
    print(e)
