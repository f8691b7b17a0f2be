# An expression over several lines has carets in each of them.
def total(prices):
    return (
        sum(prices)
        + len(prices)
        / (len(prices) - 2)
    )


total([1, 2])
