def work(n):
    total = 0
    for i in range(n):
        squares = [x * x for x in range(50)]
        odd = [x for x in squares if x % 2]
        pairs = {x: x + i for x in odd}
        kinds = {x % 7 for x in squares}
        total += len(pairs) + len(kinds) + sum(a * b for a, b in zip(odd, squares))
    return total


print(work(3000))
