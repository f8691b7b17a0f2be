# From broken-down times back to seconds.
import time
for seconds in 0, 1, 951782400, 1709164800, 1735689599:
    t = time.gmtime(seconds)
    print(time.mktime(t), time.mktime(tuple(t)) == seconds)
print(time.mktime((2024, 14, 35, 25, 61, 61, 0, 0, -1)))
print(time.timezone, time.altzone, time.daylight, time.tzname)
for bad in [lambda: time.mktime(3), lambda: time.mktime((1, 2)), lambda: time.mktime("x"), lambda: time.asctime(5), lambda: time.mktime()]:
    try:
        print(bad())
    except (TypeError, OverflowError) as e:
        print(e)
