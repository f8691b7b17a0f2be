# A free variable without a value.
def outer():
    def inner():
        return later

    try:
        inner()
    except NameError as e:
        print(type(e).__name__, e, e.name)
    later = 1
    print(inner())
    del later
    inner()


outer()
