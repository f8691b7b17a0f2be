# What goes wrong with files, and which exception says so.
import posix
import errno

def show(call, *args):
    try:
        print(call(*args))
    except OSError as e:
        print(type(e).__name__, errno.errorcode[e.errno], e.strerror, e.filename, e.filename2)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)

posix.mkdir("d")
posix.mkdir("d/inner")
posix.close(posix.open("f", posix.O_CREAT | posix.O_WRONLY))
show(posix.stat, "absent")
show(posix.stat, b"absent")
show(posix.listdir, "absent")
show(posix.listdir, "f")
show(posix.mkdir, "d")
show(posix.rmdir, "d")
show(posix.rmdir, "f")
show(posix.unlink, "absent")
show(posix.stat, "f/below")
show(posix.rename, "absent", "other")
show(posix.open, "absent", posix.O_RDONLY)
show(posix.open, "f", posix.O_CREAT | posix.O_EXCL)
show(posix.open, "d", posix.O_WRONLY)
show(posix.read, 99, 1)
show(posix.close, 99)
show(posix.chdir, "f")
show(posix.stat, [])
show(posix.stat, 1.5)
show(posix.mkdir, 3)
show(posix.mkdir, None)
show(posix.listdir, 1.5)
show(posix.mkdir, "a\0b")
show(posix.open, "f")
