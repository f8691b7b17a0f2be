import _string
# What string.Formatter is made of.
def parse(text):
    try:
        for part in _string.formatter_parser(text):
            print('  ', part)
    except ValueError as e:
        print('  ValueError', e)

for text in ['', 'plain', 'a {} b', '{0} and {name!r:>{width}}', '{{braces}} {x}', 'a}}b', '{x', 'x}', '{', '}', '{x!', '{x!rr}', '{x!r', '{x!r:', '{a:{b}',
             '{a[b]}', '{a[}]}', '{a{b}}', '{x!}', '{:5}', '{!s}', 'é{ü}ß']:
    print(repr(text))
    parse(text)

def split(name):
    try:
        first, rest = _string.formatter_field_name_split(name)
        print(repr(name), repr(first), list(rest))
    except ValueError as e:
        print(repr(name), 'ValueError', e)

for name in ['', 'a', '0', '007', 'a.b', 'a[0].c[key]', '12.x', 'a.', 'a[]', 'a[b', 'a[0]x', 'a..b', '.a', '[1]', '99999999999999999999']:
    split(name)
for bad in (5, b'x', None):
    for f in (_string.formatter_parser, _string.formatter_field_name_split):
        try:
            f(bad)
        except TypeError as e:
            print(e)
it = _string.formatter_parser('a{}')
print(type(it).__name__, iter(it) is it, next(it), next(it, 'end'))
print(type(_string.formatter_field_name_split('a')[1]).__name__)
