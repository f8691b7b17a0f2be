def f():
    return 1
    print("never")
while True:
    x()
print("after")
if False:
    a
else:
    b
