# Permission bits.
import os, stat
with open("f", "w") as f:
    f.write("x")
for mode in 0o600, 0o444, 0o755, 0o000, 0o644:
    os.chmod("f", mode)
    print(stat.filemode(os.stat("f").st_mode), oct(stat.S_IMODE(os.stat("f").st_mode)))
print(os.access("f", os.F_OK), os.access("f", os.R_OK | os.W_OK), os.access("absent", os.F_OK))
for bad in "absent",:
    try:
        os.chmod(bad, 0o600)
    except OSError as e:
        print(e.strerror, e.filename)
try:
    os.chmod("f", "x")
except TypeError as e:
    print(e)
old = os.umask(0o077)
os.close(os.open("secret", os.O_CREAT | os.O_WRONLY, 0o666))
os.mkdir("private")
print(stat.filemode(os.stat("secret").st_mode), stat.filemode(os.stat("private").st_mode), oct(os.umask(old)))
