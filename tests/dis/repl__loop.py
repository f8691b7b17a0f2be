for i in range(3):
    i
    print(i)
