import _sre
p = _sre.compile(b'(\\w+)@(?P<host>\\w+)', 0, [14, 4, 0, 3, 4294967295, 17, 0, 24, 9, 1, _sre.MAXREPEAT, 13, 4, 8, 4, 0, 1, 17, 1, 16, 64, 17, 2, 24, 9, 1, _sre.MAXREPEAT, 13, 4, 8, 4, 0, 1, 17, 3, 1], 2, {'host': 2}, (None, None, 'host'))
for s in b'me@home', bytearray(b'me@home'), memoryview(b'..me@home..')[2:9]:
    m = p.match(s)
    print(m, m.groups(), m.groupdict(), type(m.string).__name__, m.group() is s)
print(p.findall(b'a@b c@d'), p.sub(b'X', b'a@b c@d'), p.split(b'a@b,c@d'))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: p.match('me@home'))
attempt(lambda: _sre.compile('a', 32, [14, 8, 3, 1, 1, 1, 1, 97, 0, 16, 97, 1], 0, {}, (None,)).match(b'a'))
attempt(lambda: _sre.compile('a', 32, [14, 8, 3, 1, 1, 1, 1, 97, 0, 16, 97, 1], 0, {}, (None,)).match(None))
attempt(lambda: _sre.compile('a', 32, [14, 8, 3, 1, 1, 1, 1, 97, 0, 16, 97, 1], 0, {}, (None,)).match())
attempt(lambda: _sre.compile('a', 32, [14, 8, 3, 1, 1, 1, 1, 97, 0, 16, 97, 1], 0, {}, (None,)).match('a', 0, 1, 2))
attempt(lambda: _sre.compile('a', 32, [14, 8, 3, 1, 1, 1, 1, 97, 0, 16, 97, 1], 0, {}, (None,)).search(string='ba', pos=1, endpos=2))
attempt(lambda: _sre.compile('a', 32, [14, 8, 3, 1, 1, 1, 1, 97, 0, 16, 97, 1], 0, {}, (None,)).fullmatch(['a']))
attempt(lambda: type(_sre.compile('a', 32, [14, 8, 3, 1, 1, 1, 1, 97, 0, 16, 97, 1], 0, {}, (None,)))('a'))
