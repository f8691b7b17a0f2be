x = 0.1 + 0.2
print(x == 0.3)
print(x, 0.3)
print(f"{0.1:.20f}")
print(x.hex(), (0.3).hex())
print((0.1).as_integer_ratio())
print(0.5 + 0.25 == 0.75)
print(abs(x - 0.3) < 1e-9)

big = 10 ** 100
print(big)
print(big.bit_length(), -(-big.bit_length() // 30))
print(big + 1 - big, 1e100 + 1 - 1e100)
