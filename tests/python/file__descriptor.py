# Files over descriptors that are open already.
import os
fd = os.open("fd", os.O_RDWR | os.O_CREAT)
f = open(fd, "w", closefd=False)
print(f.write("hello"), f.fileno() == fd)
f.close()
os.lseek(fd, 0, os.SEEK_SET)
print(os.read(fd, 10))
g = os.fdopen(fd, "r+b")
g.seek(0)
print(g.read(), type(g).__name__)
g.close()
try:
    os.read(fd, 1)
except OSError as e:
    print(e.strerror)
