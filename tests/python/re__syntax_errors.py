import re
for pattern in ['(', ')', '[', '*', 'a**', 'a{2,1}', '(?P<n>a)(?P<n>b)', '(?P<1>a)', '(?P=x)', '(?P>x)', '(?', '(?z)', '\\', r'\g', r'\8', '(?<a)', '(?<=a*)b', '[b-a]',
                '(?P<n', '(?(1)a|b|c)', '(?(9)a)', '(?#', 'a(?i)b', '(?i-i:a)', '(?iz:a)', r'\x1', r'\u12', '(a', '[a', 'x{99999999999}', '(?-i)', '+', '(?:a', r'[\d-z]',
                'a\n(b', '(?P<é\n>', '(?L)a', '(?au)a', '(?t:a)']:
    try:
        print(repr(pattern), re.compile(pattern).groups)
    except re.error as e:
        print(repr(pattern), '|', e, '|', e.msg, e.pos, e.lineno, e.colno)
    except (OverflowError, ValueError, RecursionError) as e:
        print(repr(pattern), type(e).__name__, e)
for args in ((b'a', re.UNICODE), ('a', re.LOCALE), (5,), (None,), ('a', 'x')):
    try:
        print(re.compile(*args))
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
