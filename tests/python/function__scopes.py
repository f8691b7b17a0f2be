x = "global"
def f():
    print(x)
def g():
    x = "local"
    f()
    def h():
        global x
        x = "changed"
    h()
    print(x)
g()
f()
def broken():
    print(y)
    y = 1
for bad in (broken, lambda: undefined, lambda: pritn(1)):
    try:
        bad()
    except NameError as e:
        print(type(e).__name__, e)
class C:
    x = x
    def m(self):
        return x
print(C.x, C().m())
[x for x in range(3)]
print(x)
try:
    pass
finally:
    z = 1
for z in []:
    pass
print(z)
try:
    1 / 0
except ZeroDivisionError as z:
    pass
try:
    print(z)
except NameError as e:
    print(e)
print(sorted(k for k in globals() if len(k) == 1), (lambda a, b=2: sorted(locals()))(1))
