# Decimal texts of more than 4,300 digits are refused.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


n = 10 ** 4299
print(len(str(n)))
attempt(lambda: len(str(n * 10)))
attempt(lambda: int("1" * 4301))
attempt(lambda: len(f"{n * 10}"))
attempt(lambda: len(repr(n * 10)))
print(len(hex(n * 10)) > 3000, int("1" * 4300) > 0, len("%x" % (n * 10)) > 3000)
