def mandelbrot(width, height, turns):
    inside = 0
    for j in range(height):
        ci = 2.0 * j / height - 1.0
        for i in range(width):
            cr = 3.0 * i / width - 2.0
            x = y = 0.0
            for _ in range(turns):
                xx = x * x
                yy = y * y
                if xx + yy > 4.0:
                    break
                y = 2.0 * x * y + ci
                x = xx - yy + cr
            else:
                inside += 1
    return inside


def integral(n):
    h = 1.0 / n
    total = 0.0
    for i in range(n):
        x = (i + 0.5) * h
        total += 4.0 / (1.0 + x * x)
    return total * h


print(mandelbrot(96, 64, 60), integral(40000))
