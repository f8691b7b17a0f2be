# The limit on the digits of ints as text.
import sys


def attempt(f):
    try:
        return f()
    except ValueError as e:
        return str(e)


print(sys.get_int_max_str_digits(), sys.int_info.default_max_str_digits)
print(attempt(lambda: str(10**5000)))
print(attempt(lambda: sys.set_int_max_str_digits(5)))
sys.set_int_max_str_digits(700)
print(attempt(lambda: str(10**800)))
print(attempt(lambda: int("1" * 800)))
print(len(str(10**600)))
sys.set_int_max_str_digits(0)
print(len(str(10**800)))
