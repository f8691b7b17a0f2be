# A NameError knows the name that was looked for; an UnboundLocalError does not.
def local():
    print(x)
    x = 1

def free():
    def inner():
        return y
    inner()
    y = 1

def unknown():
    return nowhere

for f in local, free, unknown:
    try:
        f()
    except NameError as e:
        print(type(e).__name__, e, e.name)
