import re
print(re.sub(r'(\w+) (\w+)', r'\2 \1', 'hello world'))
print(re.sub(r'(?P<first>\w)(\w)', r'\g<2>\g<first>\g<1>', 'abcd'))
print(repr(re.sub('a', r'\n\t\\ \x', 'a')) if False else repr(re.sub('a', r'\n\t\\', 'a')))
print(re.sub('(a)|b', r'[\1]', 'ab'), re.sub('x', r'\0', 'x').encode(), re.sub('(.)', r'\1\1', 'ab'))
print(re.sub(b'(a)', rb'<\1>', b'cab'), re.sub('(a)', r'\g<1>0', 'a'), re.sub('x', '\\101', 'x'))
for pattern, template in [('a', r'\1'), ('a', r'\q'), ('(a)', r'\g<2>'), ('a', r'\g<x>'), ('a', r'\g<'), ('a', r'\g<>'), ('a', r'\g'), ('a', '\\'),
                          ('a', r'\g<1a>'), ('(?P<n>a)', r'\g<n'), ('a', r'\400')]:
    try:
        print(re.sub(pattern, template, 'a'))
    except (re.error, IndexError) as e:
        print(type(e).__name__, e, getattr(e, 'pos', None))
m = re.match('(a)(b)?', 'a')
print(repr(m.expand(r'\1-\2')), repr(m.expand('plain')))
try:
    re.sub('a', 5, 'a')
except TypeError as e:
    print(e)
print(re.sub(b'a', bytearray(b'\\\\'), b'a'))
class Text(str):
    __hash__ = None
print(re.sub('(a)', Text(r'<\1>'), 'a'))
