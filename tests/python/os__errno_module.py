# Numbers of errors and their classes.
import errno, os
for name in "ENOENT", "EEXIST", "EACCES", "ENOTDIR", "EISDIR", "EPIPE", "EINTR", "ECHILD", "ESRCH", "ETIMEDOUT", "EPERM", "EAGAIN", "ECONNREFUSED", "EINVAL":
    number = getattr(errno, name)
    e = OSError(number, "text", "file")
    print(name, errno.errorcode[number], type(e).__name__, e.strerror, e.filename, e.errno == number)
print(OSError("just text").errno, OSError(1, "x", "a", None, "b").filename2, str(OSError("a", "b")))
try:
    os.stat("absent")
except OSError as e:
    print(e.errno == errno.ENOENT, e.args == (errno.ENOENT, "No such file or directory"), os.strerror(e.errno) == e.strerror)
