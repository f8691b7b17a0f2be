import re
for p, s in [(r'(a)(?:b)(c)?', 'ab'), (r'(?P<x>a)(?P<y>b)?', 'a'), (r'(\w)(\w)?\1', 'aba'), (r'(?P<q>[\'"])(.*?)(?P=q)', 'say "hi"'), (r'(a)?(?(1)b|c)', 'c'), (r'((((a))))', 'a'),
             (r'(?:(?P<n>\d)|(?P<l>[a-z]))+', 'a1b'), (r'(a)|(b)|(c)', 'b'), (r'()', ''), (r'(?=(a))a', 'a'), (r'(?!(a))b', 'b'), (r'(?<=(.))b', 'ab'), (r'(?<!a)(b)', 'cb'), (r'(x(y(z)))', 'xyz')]:
    m = re.search(p, s)
    print(p, m and (m.groups(), m.groupdict(), m.lastindex, m.lastgroup, m.regs))
m = re.match(r'(?P<a>.)(?P<b>.)?', 'x')
print(m.start('a'), m.end('b'), m.span(), m.groups(0), m.groupdict('-'))
for g in (3, 'c', -1, None, 1.5):
    try:
        print(m.group(g))
    except IndexError as e:
        print(e)
a, b = m.span('a')
print(m.string[a:b], m.re.pattern, m.pos, m.endpos, m[0], m[1], m['b'])
