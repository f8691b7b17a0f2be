async def f():
    pass

f()
print("after")
c = f()
del c
print("end")
