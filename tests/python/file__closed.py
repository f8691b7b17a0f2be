# A closed file does nothing more.
f = open("c", "w+")
f.write("text")
f.close()
f.close()
print(f.closed, f)
for name in "read", "readline", "readlines", "write", "flush", "tell", "seek", "truncate", "fileno", "readable", "writable", "seekable", "isatty", "detach":
    try:
        args = {"write": ["x"], "seek": [0]}.get(name, [])
        print(name, getattr(f, name)(*args))
    except ValueError as e:
        print(name, type(e).__name__, e)
for use in iter, next, lambda f: f.__enter__():
    try:
        print(use(f))
    except ValueError as e:
        print(e)
b = open("c", "rb")
b.close()
for name in "read", "readline", "peek", "read1", "tell", "fileno":
    try:
        print(name, getattr(b, name)())
    except ValueError as e:
        print(name, e)
