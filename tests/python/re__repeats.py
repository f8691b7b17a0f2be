import re
for p in ('a*', 'a+', 'a?', 'a{2}', 'a{1,2}', 'a{,2}', 'a{2,}', 'a*?', 'a+?', 'a??', 'a{1,2}?', 'a*+', 'a++', 'a?+', 'a{1,2}+', '(ab)*', '(?:ab)+?', '(a|b)*?b', '(?>a*)a', '(?:a|ab)(?:c|bcd)*+', 'a{', 'a{x}', 'a{1', '(?:a{2}){2}', '(a{0,1}){3}', '((a*)b)*', '(?:(?:ab)?c)*'):
    print(p, [(m.group(), m.groups()) for m in re.finditer(p, 'aabaaabcabcaaaa')][:6])
