import _sre
# A pattern that tries very many ways; the answer takes a while but comes.
p = _sre.compile('(a|aa)+$', 32, [14, 4, 0, 1, 4294967295, 23, 19, 1, _sre.MAXREPEAT, 17, 0, 16, 97, 7, 3, 15, 7, 5, 16, 97, 15, 2, 0, 17, 1, 18, 6, 5, 1], 1, {}, (None, None))
print(p.match('a' * 20 + 'b'))
print(_sre.compile('(?:a?){16}a{16}', 32, [14, 4, 0, 16, 32, 23, 10, 16, 16, 24, 6, 0, 1, 16, 97, 1, 18, 24, 6, 16, 16, 16, 97, 1, 1], 0, {}, (None,)).match('a' * 16).span())
print(len(_sre.compile('.*', 32, [14, 4, 0, 0, 4294967295, 24, 5, 0, _sre.MAXREPEAT, 2, 1, 1], 0, {}, (None,)).match('x' * 50000).group()))
print(_sre.compile('(?:.|\\n)*', 32, [14, 4, 0, 0, 4294967295, 23, 14, 0, _sre.MAXREPEAT, 7, 4, 2, 15, 7, 5, 16, 10, 15, 2, 0, 18, 1], 0, {}, (None,)).match('ab\n' * 3000).end())
print(_sre.compile('(?:ab)*?c', 32, [14, 4, 0, 1, 4294967295, 23, 7, 0, _sre.MAXREPEAT, 16, 97, 16, 98, 19, 16, 99, 1], 0, {}, (None,)).search('ab' * 3000 + 'c').span())
print(len(_sre.compile('[aeiou]', 32, [14, 14, 4, 1, 1, 9, 0, 0, 0, 2130466, 0, 0, 0, 0, 0, 13, 11, 9, 0, 0, 0, 2130466, 0, 0, 0, 0, 0, 1], 0, {}, (None,)).sub('', 'education ' * 300)), len(_sre.compile(' ', 32, [14, 8, 3, 1, 1, 1, 1, 32, 0, 16, 32, 1], 0, {}, (None,)).split('one two ' * 500)))
