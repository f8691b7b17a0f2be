import re
text = 'a_1 é٣\t中-\u2003²Ⅷ\x1c\n'
for p in (r'\w', r'\W', r'\d', r'\D', r'\s', r'\S', r'[\w-]', r'[^\W\d]', r'[\s\d]', r'.', r'[a-z_]', r'[^a-z]', r'[\u0400-\u9fff]', r'[²-ⅿ]'):
    print(p, [ascii(c) for c in re.findall(p, text)], [ascii(c) for c in re.findall(p, text, re.A)])
print(re.findall(rb'[\w\xe9]', b'a\xe9\xff1'), re.findall(rb'\s', b' \x1c\x85\xa0\v'))
print(re.findall('[]a]', ']a'), re.findall('[^]a]', ']ab'), re.findall('[a-]', 'a-b'), re.findall(r'[\]\\]', r'\]'))
print(re.findall('[k]', 'kK\u212a', re.I), re.findall('[^k]', 'kK\u212ax', re.I), re.findall('[i]', 'iIİı', re.I), re.findall('[a-zĀ-ſ]+', 'AſĀ', re.I))
