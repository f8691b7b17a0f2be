for i in range(2):
    i
    i * 10
