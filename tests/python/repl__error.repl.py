print("before")
def f(n):
    return 1 / n
f(0)
print("never reached")
