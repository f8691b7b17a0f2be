class Odd(Exception):
    def __init__(self, n):
        super().__init__(n)
        self.n = n


def check(n):
    if n % 3 == 0:
        raise Odd(n)
    if n % 3 == 1:
        return {}["missing"]
    return n


def work(n):
    total = 0
    for i in range(n):
        try:
            total += check(i)
        except Odd as e:
            total += e.n
        except KeyError:
            total -= 1
        finally:
            total += 1
    return total


print(work(90000))
