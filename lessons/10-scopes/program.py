count = 0

def read():
    return count

def broken():
    print("before")
    count = count + 1

def with_global():
    global count
    count = count + 1

def outer():
    count = 10
    def inner():
        nonlocal count
        count = count + 1
        return count
    return inner(), inner(), count

print(read())
try:
    broken()
except UnboundLocalError as error:
    print(error)
with_global()
print(count)
print(outer(), count)

x = "global"
def enclosing():
    x = "enclosing"
    def local():
        x = "local"
        return x
    def free():
        return x
    return local(), free()

print(*enclosing(), x, len.__name__)
len = lambda thing: "my own len"
print(len([]))
del len
print(len([]))
