def a(): return
def b(): return None
def c(): return 1, 2
def d(x):
    if x: return True
def e(): return (yield)
