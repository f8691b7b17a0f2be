import _sre
# Group numbers and bounds may be objects with __index__.
class Two:
    def __index__(self):
        print('asked')
        return 2

m = _sre.compile('(.)(.)(.)', 32, [14, 4, 0, 3, 3, 17, 0, 2, 17, 1, 17, 2, 2, 17, 3, 17, 4, 2, 17, 5, 1], 3, {}, (None, None, None, None)).match('abc')
print(m[Two()])
print(m.group(1, Two(), 3))
print(m.start(Two()))
print(_sre.compile('.', 32, [14, 4, 0, 1, 1, 2, 1], 0, {}, (None,)).findall('abcdef', Two()))
print(_sre.compile('.', 32, [14, 4, 0, 1, 1, 2, 1], 0, {}, (None,)).sub('-', 'abcdef', Two()))
print(_sre.compile('.', 32, [14, 4, 0, 1, 1, 2, 1], 0, {}, (None,)).sub('-', 'abcdef', count=Two()))
print(_sre.compile('(,)', 32, [14, 8, 1, 1, 1, 1, 0, 44, 0, 17, 0, 16, 44, 17, 1, 1], 1, {}, (None, None)).split('a,b,c,d', Two()))
for bad in 1.5, None, 'x', 2**100:
    try:
        print(_sre.compile('.', 32, [14, 4, 0, 1, 1, 2, 1], 0, {}, (None,)).search('abc', bad))
    except Exception as e:
        print(type(e).__name__, e)
