import re
print(re.I, re.IGNORECASE, re.M | re.S, re.RegexFlag(0), ~re.I, re.A | 4096, re.I | re.X, re.NOFLAG, repr(re.DEBUG))
print(re.compile('a', re.I), re.compile('(?imsx)a'), re.compile('a', re.A), re.compile(b'a', re.L))
print(re.findall('(?i)straße', 'STRASSE Straße'), re.findall('É', 'é', re.I), re.findall('É', 'é', re.I | re.A))
print(re.findall(r'''
    (\d+)   # a number
    \s*     # perhaps blanks
    ([a-z]) # a letter
''', '1 a 22b', re.X))
print(re.findall('^a', 'a\na', re.M), re.findall('a.', 'a\na1', re.S), re.findall('(?s:a.)|(?-s:b.)', 'a\nb\n', re.S))
print(re.compile('a', re.I) == re.compile('a', re.IGNORECASE), re.compile('(?i)a') == re.compile('a', re.I))
print(re.match('a', 'A', flags=re.I), re.sub('a', 'b', 'aA', flags=re.I), re.split('x', 'aXb', flags=re.I))
