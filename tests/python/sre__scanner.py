import _sre
p = _sre.compile('\\w', 32, [14, 7, 4, 1, 1, 8, 14, 0, 13, 4, 8, 14, 0, 1], 0, {}, (None,))
s = p.scanner('ab cd')
print(s.pattern is p, type(s))
print(s.match(), s.match(), s.match(), s.match(), s.search())
s = p.scanner('ab cd')
print(s.search(), s.search(), s.match(), s.search())
s = p.scanner('ab cd', 1, 4)
while (m := s.search()) is not None:
    print(m, m.pos, m.endpos)
print(s.search(), s.match())
it = _sre.compile('a*', 32, [14, 4, 0, 0, 4294967295, 24, 6, 0, _sre.MAXREPEAT, 16, 97, 1, 1], 0, {}, (None,)).finditer('baac')
print(type(it), [m.span() for m in it], next(it, 'end'))
s = _sre.compile('a|', 32, [14, 4, 0, 0, 1, 7, 5, 16, 97, 15, 5, 3, 15, 2, 0, 1], 0, {}, (None,)).scanner('aab')
print([s.match() for _ in range(5)])
e = _sre.compile('', 32, [14, 4, 0, 0, 0, 1], 0, {}, (None,)).scanner('abc')
print([e.search().span() for _ in range(4)], e.search())
try:
    p.scanner(b'x')
except TypeError as e:
    print(e)
try:
    p.finditer(7)
except TypeError as e:
    print(e)
