# A thousand equal frames are folded into one line.
def down(n):
    return down(n + 1)


try:
    down(0)
except RecursionError as e:
    print(e)
down(0)
