# The operator that failed is pointed at.
x, y, z = 1, "two", 3
print(x + z)
print(x + z * (x - y) + z)
