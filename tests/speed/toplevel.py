grid = [[0] * 20 for _ in range(20)]
total = 0
for turn in range(300):
    for y in range(20):
        for x in range(20):
            grid[y][x] = grid[y - 1][x] + turn
            total = total + grid[y][x] % 7
print(total)
