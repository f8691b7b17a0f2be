import _sre
p = _sre.compile('x*', 32, [14, 4, 0, 0, 4294967295, 24, 6, 0, _sre.MAXREPEAT, 16, 120, 1, 1], 0, {}, (None,))
print(p.sub('-', 'abxd'), p.subn('-', 'abxd'), p.sub('-', ''), p.sub('', 'axxb'))
s = 'nothing here'
q = _sre.compile('z+', 32, [14, 4, 0, 1, 4294967295, 24, 6, 1, _sre.MAXREPEAT, 16, 122, 1, 1], 0, {}, (None,))
print(q.sub('-', s) is s, q.subn('-', s), _sre.compile('^', 32, [14, 4, 0, 0, 0, 6, 0, 1], 0, {}, (None,)).sub('', s) == s)
print(q.sub(repl='-', string='azzb', count=1), q.subn(string='zbz', repl='-'))
b = _sre.compile(b'[ab]', 0, [14, 8, 4, 1, 1, 22, 97, 98, 0, 13, 5, 22, 97, 98, 0, 1], 0, {}, (None,))
print(b.sub(b'-', b'cabc'), b.sub(bytearray(b'+'), b'cabc', 1), b.sub(b'-', bytearray(b'cabc')))

def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)

attempt(lambda: q.sub('-', b'zz'))
attempt(lambda: b.sub(b'-', 'ab'))
attempt(lambda: q.sub(b'-', 'zz'))
attempt(lambda: b.sub('-', b'ab'))
attempt(lambda: q.sub('-', 5))
attempt(lambda: q.sub('-'))
attempt(lambda: q.sub('-', 'zz', 1.5))
attempt(lambda: q.sub('-', 'zz', bad=1))
print(q.sub('-', 'zazbz', 0), q.sub('-', 'zazbz', -1), q.sub('-', 'zazbz', 2))
