# SystemExit keeps whatever it is given.
import sys

for args in [(), (1,), (None,), ("text",), (1, 2), ([],)]:
    try:
        sys.exit(*args[:1])
    except SystemExit as e:
        print(repr(e), repr(e.code))
    print(repr(SystemExit(*args).code))
e = SystemExit(3)
e.code = 7
print(e.args, e.code)


class Quiet:
    def __str__(self):
        return "said on the way out"


sys.exit(Quiet())
