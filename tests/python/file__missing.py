# What opening says when it cannot.
import os
os.mkdir("folder")
def show(*args):
    try:
        open(*args)
    except OSError as e:
        print(type(e).__name__, e.strerror, repr(e.filename), e.args[1:])
show("absent")
show("absent/below")
show("folder")
show("folder", "w")
show(b"absent")
show("folder/x/y", "w")
show(99)
open("plain", "w").close()
show("plain/below")
