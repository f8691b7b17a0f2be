a = 256; b = 256
print(a is b)

a = 257; b = 257
print(a is b)

c = int("257")
print(a == c, a is c)
d = int("256")
print(d is 255 + 1)
