class Thing:
    colour = 1

def f():
    apple = 1
    return aple

for bad in (f, lambda: Thing().color, lambda: [].appendd, lambda: prnt, lambda: "".uper()):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e, getattr(e, "name", None))
Thing().color
