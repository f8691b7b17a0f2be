items = [3, 1, 2]

def key(n):
    print("during sort:", items)
    items.append(n)
    return n

try:
    items.sort(key=key)
except ValueError as e:
    print(e)
print(items)

def peek(n):
    return len(items), n

items.sort(key=peek)
print(items)
