# assert, with a message that is any object.
def check(x):
    assert x > 0, ("x must be positive", x)
    assert isinstance(x, int)
    return x


print(check(1))
try:
    check(1.5)
except AssertionError as e:
    print(repr(e), e.args)
check(-1)
