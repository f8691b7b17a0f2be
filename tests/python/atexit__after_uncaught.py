# Exit functions run after the report of an uncaught exception too.
import atexit
atexit.register(lambda: print("cleaning up"))
print("before")
1 / 0
