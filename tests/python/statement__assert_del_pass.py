assert True
assert 1, "never shown"
for bad in (lambda: 0,):
    try:
        assert bad(), ("tuple", bad())
    except AssertionError as e:
        print(repr(e))
try:
    assert [] == [1]
except AssertionError as e:
    print(repr(e), str(e) == "")
def f():
    x = 1
    del x
    try:
        x
    except UnboundLocalError as e:
        print(e)
f()
try:
    del nope
except NameError as e:
    print(e)
...
pass
"expression"
if 0:
    print("never")
elif "":
    print("never")
else:
    print("else")
print("yes" if 1 else "no", 1 if [] else 2 if () else 3)
x = 5
print(1 < x < 10, 1 < x > 3 != 2, not x, x and 0 or "default", x or 1 / 0, 0 and 1 / 0)
assert x == 6, f"x is {x}"
