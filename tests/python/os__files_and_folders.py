# Files and folders of the machine, through the module below `os`.
import posix

fd = posix.open("notes.txt", posix.O_CREAT | posix.O_WRONLY | posix.O_TRUNC)
print(fd, posix.write(fd, b"hello\n"), posix.lseek(fd, 0, 1))
posix.close(fd)
print(posix.listdir())
print(posix.stat("notes.txt").st_size)

posix.mkdir("shelf")
posix.mkdir("shelf/upper")
print([(entry.name, entry.path, entry.is_dir(), entry.is_file()) for entry in posix.scandir("shelf")])
posix.rename("notes.txt", "shelf/kept.txt")
print(posix.listdir("."), posix.listdir("shelf"))
print(list(posix.scandir("shelf")))

fd = posix.open("shelf/kept.txt", posix.O_RDWR | posix.O_APPEND)
posix.write(fd, b"more\n")
print(posix.lseek(fd, 0, 0), posix.read(fd, 3), posix.read(fd, 100), posix.read(fd, 1))
posix.ftruncate(fd, 4)
print(posix.pread(fd, 10, 0), posix.fstat(fd).st_size)
posix.close(fd)
posix.unlink("shelf/kept.txt")
posix.rmdir("shelf/upper")
posix.rmdir("shelf")
print(posix.listdir())
