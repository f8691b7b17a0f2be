import _sre
a = _sre.compile('a', 32, [14, 8, 3, 1, 1, 1, 1, 97, 0, 16, 97, 1], 0, {}, (None,))
b = _sre.compile('a', 32, [14, 8, 3, 1, 1, 1, 1, 97, 0, 16, 97, 1], 0, {}, (None,))
print(a == b, a != b, a is b, hash(a) == hash(b), len({a, b}))
print(a == _sre.compile('a', 34, [14, 4, 0, 1, 1, 40, 97, 1], 0, {}, (None,)), a == _sre.compile('b', 32, [14, 8, 3, 1, 1, 1, 1, 98, 0, 16, 98, 1], 0, {}, (None,)), a == _sre.compile(b'a', 0, [14, 8, 3, 1, 1, 1, 1, 97, 0, 16, 97, 1], 0, {}, (None,)), a != _sre.compile('b', 32, [14, 8, 3, 1, 1, 1, 1, 98, 0, 16, 98, 1], 0, {}, (None,)), a == 'a', a == 5, a != None)
class Text(str):
    def __eq__(self, other):
        print('compared')
        return str.__eq__(self, other)
    __hash__ = str.__hash__
    def __repr__(self):
        return 'Text!'
code = [14, 4, 0, 1, 1, 16, 97, 1]
t = _sre.compile(Text('a'), 32, code, 0, {}, ())
u = _sre.compile(Text('a'), 32, code, 0, {}, ())
print(t == u, t != u, t, hash(t) == hash(a))
try:
    a < b
except TypeError as e:
    print(e)
