# Odds and ends of the process.
import os
print(os.getpid() == os.getpid(), os.cpu_count() >= 1, len(os.urandom(8)), os.urandom(0), type(os.uname()).__name__, len(os.uname()))
print(os.get_terminal_size((1)) if False else os.terminal_size((80, 24)))
for call in [lambda: os.urandom(-1), lambda: os.urandom("x"), lambda: os.strerror("x"), lambda: os.getenv(3), lambda: os.mkdir()]:
    try:
        print(call())
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
print(os.WEXITSTATUS(256), os.WIFEXITED(0), os.WIFSIGNALED(9), os.WTERMSIG(9))
print(os.SEEK_SET, os.SEEK_CUR, os.SEEK_END, os.F_OK, os.R_OK, os.W_OK, os.X_OK, os.O_RDONLY, os.O_WRONLY, os.O_RDWR)
print(os.error is OSError, os.path.__name__, type(os.times()).__name__)
print([n for n in ("fork", "stat", "open", "nonsense") if hasattr(os, n) and n != "fork"])
