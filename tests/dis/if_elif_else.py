if a:
    x = 1
elif b:
    x = 2
elif c and d:
    x = 3
else:
    x = 4
if 0:
    never()
if 1:
    always()
