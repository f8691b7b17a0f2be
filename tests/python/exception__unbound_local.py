# A local that is read before it has a value.
def count():
    try:
        print(total)
    except UnboundLocalError as e:
        print(e, "|", e.name)
    total = 1
    del total
    return total


count()
