# A module's name that was not imported.
def area(r):
    return math.pi * r * r


area(2)
