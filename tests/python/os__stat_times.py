# Times and sizes of files.
import os
with open("f", "w") as f:
    f.write("abc")
os.utime("f", (1000000000, 1234567890))
st = os.stat("f")
print(st.st_size, st.st_atime, st.st_mtime, st.st_mtime_ns, st[8], st.st_atime_ns)
os.utime("f", ns=(5, 1500000000123456789))
st = os.stat("f")
print(st.st_mtime_ns, int(st.st_mtime), st[7])
os.utime("f")
print(os.stat("f").st_mtime > 1600000000, os.path.getmtime("f") == os.stat("f").st_mtime)
for bad in dict(times=3), dict(times=(1, 2), ns=(3, 4)), dict(ns=3), dict(times=(1,)):
    try:
        os.utime("f", **bad)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
os.truncate("f", 10)
print(os.stat("f").st_size, open("f", "rb").read())
import stat
print(stat.S_ISREG(st.st_mode), stat.S_ISDIR(os.stat(".").st_mode), stat.filemode(0o100644), stat.filemode(0o041777), stat.S_IMODE(0o100755) == 0o755)
