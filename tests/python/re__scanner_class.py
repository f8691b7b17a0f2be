import re
scanner = re.Scanner([
    (r'[a-z]+', lambda s, word: ('word', word, s.match.span())),
    (r'\d+', lambda s, n: int(n)),
    (r'\s+', None),
    (r'[+*]', 'op'),
])
print(scanner.scan('abc 12 + x*3 ?rest'))
print(scanner.scan(''))
