count = 0
def bump():
    count += 1
    return count
def maybe(flag):
    if flag:
        value = 1
    del flag
    print(flag)
    return value
