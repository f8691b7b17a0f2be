class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def move(self, dx, dy):
        self.x += dx
        self.y += dy
        return self

    def length2(self):
        return self.x * self.x + self.y * self.y


def work(n):
    total = 0
    p = Point(1, 2)
    for i in range(n):
        p.move(1, -1)
        if i % 4 == 0:
            p = Point(i, i)
        total += p.length2()
    return total


print(work(80000))
