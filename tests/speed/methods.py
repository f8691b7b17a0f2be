class Shape:
    def __init__(self, size):
        self.size = size

    def area(self):
        return self.size * self.scale()

    def scale(self):
        return 1


class Square(Shape):
    def scale(self):
        return self.size


class Double(Square):
    def area(self):
        return 2 * super().area()


def work(n):
    shapes = [Shape(3), Square(4), Double(5)]
    total = 0
    for i in range(n):
        for shape in shapes:
            total += shape.area()
    return total


print(work(60000))
