def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def factorial(n):
    product = 1
    for i in range(2, n + 1):
        product *= i
    return product


def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


f = fibonacci(40000)
g = factorial(4000)
print(f % 10**9, g % (10**9 + 7), g.bit_length(), pow(3, f % 10**40, 10**30), collatz(2**900 - 1), collatz(3**900))
