# range() and its attributes, methods and errors.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


for args in [(3,), (1, 5), (5, 1, -2), (0,), (10 ** 20, 10 ** 20 + 3)]:
    r = range(*args)
    print(r, r.start, r.stop, r.step, len(r) if len(args) < 2 or args[0] < 10 ** 9 else "long", list(r), r[-1:] )
for call in ["range()", "range(1.5)", "range('a')", "range(1, 2, 0)", "range(1, 2, 3, 4)", "range(3)[5]", "range(3)['a']", "range(3).index(7)", "range(stop=3)", "range(3).start.x"]:
    attempt(lambda: eval(call))
print(range(0) == range(2, 1), hash(range(3)) == hash(range(0, 3)), range(3).count(1), 2 in range(3), "a" in range(3), range(10)[2:8:3], range(3) != range(4))
