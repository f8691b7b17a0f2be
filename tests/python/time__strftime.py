# Times as text.
import time
t = time.gmtime(1234567890)
print(time.asctime(t), time.ctime(0))
for f in "%Y-%m-%d %H:%M:%S", "%a %A %b %B", "%d/%m/%y %I:%M %p", "%j %U %w %W", "%c", "%x %X", "%%", "%e|%D|%F|%T|%R|%r", "%G-W%V-%u", "%C %h %n%t.", "plain", "":
    print(repr(f), repr(time.strftime(f, t)))
for day in range(4):
    t = time.gmtime(1735689600 - 86400 * 2 + 86400 * day)
    print(time.strftime("%Y-%m-%d %G-W%V-%u %U %W %j", t))
print(time.strftime("%Y %m", (2024, 2, 30, 0, 0, 0, 0, 1, 0)))
for bad in (2024, 13, 1, 0, 0, 0, 0, 1, 0), (2024, 1, 32, 0, 0, 0, 0, 1, 0), (2024, 1, 1, 24, 0, 0, 0, 1, 0), (2024, 1, 1, 0, 60, 0, 0, 1, 0), (2024, 1, 1, 0, 0, 62, 0, 1, 0), (2024, 1, 1, 0, 0, 0, 0, 367, 0), (1, 2), "x":
    try:
        print(time.strftime("%Y", bad))
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
try:
    time.strftime(3)
except TypeError as e:
    print(e)
