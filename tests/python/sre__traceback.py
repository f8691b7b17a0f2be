import _sre
def shout(m):
    if m.group() == 'c':
        raise ValueError('no c')
    return m.group().upper()
print(_sre.compile('[a-c]', 32, [14, 8, 4, 1, 1, 22, 97, 99, 0, 13, 5, 22, 97, 99, 0, 1], 0, {}, (None,)).sub(shout, 'ab'))
_sre.compile('[a-c]', 32, [14, 8, 4, 1, 1, 22, 97, 99, 0, 13, 5, 22, 97, 99, 0, 1], 0, {}, (None,)).sub(shout, 'abc')
