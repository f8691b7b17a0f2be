# What a StringIO refuses.
import io
def show(call):
    try:
        print(call())
    except (TypeError, ValueError, OSError) as e:
        print(type(e).__name__, e)
s = io.StringIO("abc")
show(lambda: s.write(b"x"))
show(lambda: s.write(1))
show(lambda: s.seek(-1))
show(lambda: s.seek(1, 1))
show(lambda: s.seek(0, 7))
show(lambda: s.read("x"))
show(lambda: s.read(1.5))
show(lambda: s.truncate(-1))
show(lambda: s.fileno())
show(lambda: s.detach())
show(lambda: io.StringIO(b"x"))
show(lambda: io.StringIO("x", "y"))
show(lambda: io.StringIO("x", 1))
show(lambda: io.StringIO(1, 2, 3))
s.close()
for name in "read", "getvalue", "readline", "tell", "flush", "readable", "__enter__", "__iter__", "__next__":
    show(getattr(s, name))
show(lambda: s.write("x"))
