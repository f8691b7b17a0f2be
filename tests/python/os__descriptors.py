# Descriptors by hand.
import os
fd = os.open("x", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
print(os.write(fd, b"hello world"), os.lseek(fd, 0, os.SEEK_CUR), os.lseek(fd, 2, os.SEEK_SET), os.read(fd, 3))
copy = os.dup(fd)
print(os.read(copy, 2), os.read(fd, 2))
os.close(copy)
print(os.pread(fd, 5, 6), os.pwrite(fd, b"W", 6), os.lseek(fd, -5, os.SEEK_END), os.read(fd, 9), os.isatty(fd))
os.ftruncate(fd, 3)
print(os.fstat(fd).st_size, os.lseek(fd, 10, 0), os.write(fd, b"!"), os.pread(fd, 20, 0))
buffer = bytearray(4)
os.lseek(fd, 0, 0)
print(os.readinto(fd, buffer), buffer)
os.close(fd)
for call in [lambda: os.close(fd), lambda: os.read(fd, 1), lambda: os.write(fd, b""), lambda: os.lseek(fd, 0, 0), lambda: os.fstat(fd)]:
    try:
        call()
    except OSError as e:
        print(type(e).__name__, e.strerror, e.filename)
for call in [lambda: os.write(1, "x"), lambda: os.read("x", 1), lambda: os.open("x"), lambda: os.write(1)]:
    try:
        call()
    except TypeError as e:
        print(e)
r = os.open("x", os.O_RDONLY)
try:
    os.write(r, b"x")
except OSError as e:
    print(e.strerror)
