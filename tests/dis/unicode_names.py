café = 1
def naïve(ñ):
    return ñ + café
日本 = "語"
print(日本, "é", naïve(1)); x = 日本.y
