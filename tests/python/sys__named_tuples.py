# sys's tuples with names.
import sys

print(sys.version_info[:3], sys.version_info.major, sys.version_info.releaselevel, sys.version_info >= (3, 14))
print(sys.float_info.max, sys.float_info.dig, sys.float_info.epsilon, sys.float_info.radix)
print(sys.int_info.bits_per_digit, sys.int_info.str_digits_check_threshold)
print(sys.flags.debug, sys.flags.optimize, sys.flags.safe_path, sys.flags.dev_mode, len(sys.flags), sys.flags.gil)
print(sys.implementation.name, sys.implementation.cache_tag, hex(sys.hexversion))
for cls in (type(sys.version_info), type(sys.flags)):
    try:
        cls()
    except TypeError as e:
        print(e)
try:
    sys.float_info.max = 1
except AttributeError as e:
    print(e)
print("abc" in sys.stdlib_module_names, len(sys.stdlib_module_names), sys.byteorder, sys.maxunicode)
