import _sre
# A replacement can be a function: it is called with each match, and its answer is put in.
p = _sre.compile('\\d+', 32, [14, 4, 0, 1, 4294967295, 24, 9, 1, _sre.MAXREPEAT, 13, 4, 8, 10, 0, 1, 1], 0, {}, (None,))
def double(m):
    print('double', m.group(), m.span())
    return str(int(m.group()) * 2)

print(p.sub(double, 'a1b22c333'))
print(p.subn(double, 'a1b22c333', 2))
print(p.subn(double, 'none'))
print(p.sub(lambda m: None, 'a1b22c'))
print(p.sub(repr, '7'))

class Replace:
    def __init__(self):
        self.n = 0
    def __call__(self, m):
        self.n += 1
        return '<%d>' % self.n

print(p.sub(Replace(), '5 6 7', 2))
for f in (lambda m: 5, lambda m: b'x'):
    try:
        print(p.sub(f, 'a1b'))
    except TypeError as e:
        print('TypeError', e)
try:
    print(_sre.compile(b'x', 0, [14, 8, 3, 1, 1, 1, 1, 120, 0, 16, 120, 1], 0, {}, (None,)).sub(lambda m: 'y', b'axb'))
except TypeError as e:
    print('TypeError', e)
# Matches within matches.
print(p.sub(lambda m: p.sub(lambda n: n.group() + '!', m.group()), '1 2'))
def fail(m):
    return 1 // 0
p.sub(fail, 'x9')
