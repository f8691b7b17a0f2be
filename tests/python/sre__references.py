import _sre
import sys
# A match holds its text and its pattern; a callable's match lives as long as somebody holds it.
class Text(str):
    def __del__(self):
        print('gone:', str(self))

t = Text('abc')
m = _sre.compile('b', 32, [14, 8, 3, 1, 1, 1, 1, 98, 0, 16, 98, 1], 0, {}, (None,)).search(t)
del t
print(m.string, type(m.group()))
del m
print('after the match')
kept = []
def keep(m):
    kept.append(m)
    return m.group().upper()
t = Text('xyz')
print(_sre.compile('.', 32, [14, 4, 0, 1, 1, 2, 1], 0, {}, (None,)).sub(keep, t))
del t
print(len(kept), kept[0].string)
kept.clear()
print('after the kept')
s = _sre.compile('.', 32, [14, 4, 0, 1, 1, 2, 1], 0, {}, (None,)).scanner(Text('in a scanner'))
print(s.search())
del s
p = _sre.compile('(q)', 32, [14, 8, 1, 1, 1, 1, 0, 113, 0, 17, 0, 16, 113, 17, 1, 1], 1, {}, (None, None))
n = sys.getrefcount(p)
ms = [p.match('q') for _ in range(3)]
print(sys.getrefcount(p) - n)
it = p.finditer('qq')
print(sys.getrefcount(p) - n)
del ms, it
print(sys.getrefcount(p) - n)
def count(m):
    return str(sys.getrefcount(m))
print(p.sub(count, 'qq'))
