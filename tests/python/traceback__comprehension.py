# The frame of a comprehension is its function's.
def invert(numbers):
    return [
        1 / n
        for n in numbers
    ]


invert([1, 0])
