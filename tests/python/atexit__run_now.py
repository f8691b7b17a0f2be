# The functions can be run at once; then they are forgotten, and so are those registered meanwhile.
import atexit

atexit._clear()
def f(n):
    print("f", n)
    atexit.register(f, n + 10)

atexit.register(f, 1)
atexit.register(f, 2)
print(atexit._ncallbacks())
atexit._run_exitfuncs()
print(atexit._ncallbacks())
atexit.register(f, 3)
atexit._clear()
print(atexit._ncallbacks())
