# Broken-down times.
import time
t = time.gmtime(0)
print(t)
print(t.tm_year, t[0], t.tm_zone, t.tm_gmtoff, len(t), type(t).__name__, t == (1970, 1, 1, 0, 0, 0, 3, 1, 0))
for seconds in 86399, 951782400, 1709164800, -1, 1e9, 4102444800, -62135596800:
    print(seconds, tuple(time.gmtime(seconds)))
print(time.struct_time(range(9)), time.struct_time.n_fields, time.struct_time.n_sequence_fields)
for bad in [lambda: time.struct_time(range(8)), lambda: time.struct_time(3), lambda: time.gmtime("x"), lambda: time.gmtime(float("nan")),
            lambda: time.gmtime(1e300), lambda: time.localtime([])]:
    try:
        print(bad())
    except (TypeError, ValueError, OverflowError) as e:
        print(type(e).__name__, e)
year, month, day, *rest = t
print(year, month, day, rest)
match t:
    case time.struct_time(tm_year=y, tm_mon=m):
        print(y, m)
