# Carets stand right under wide and combining characters.
def f(naïve, 数):
    return naïve + (数 / 0)


f("é", 1)
