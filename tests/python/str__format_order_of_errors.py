# What is wrong with a format spec of a text: the code is looked at before sign and alignment.
for spec in ('+g', '=5g', ' d', '#x', '+s', '=5', ' ', '#', '+', 'd', '<5q', '05d', ',d', ',', ',s', '_', '_x', '=+5b', 'z', '05', '.2d', '5\n'):
    try:
        print(repr(spec), repr(format('abc', spec)))
    except ValueError as e:
        print(repr(spec), e)
