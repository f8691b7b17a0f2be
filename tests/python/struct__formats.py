import _struct as S
for f in ('i', '>iq', '3s2h', 'x', '', ' i  i ', '<?', '0i', '=lL', '>qQ', '<efd', '2F', '<D', '5p', 'c', '@bhi', '=bhi', '!HHH', '@c0i', '3x'):
    print(repr(f), S.calcsize(f), S.Struct(f), S.Struct(f).size, S.Struct(f.encode()).format)
for f in ('z', '3', '99999999999999999999i', '=P', '>n', '<', 'i3', '-i', '<<i'):
    try:
        print(f, S.calcsize(f))
    except S.error as e:
        print(f, e)
for bad in (5, None, 1.5):
    try:
        S.calcsize(bad)
    except TypeError as e:
        print(e)
print(S.error, S.error.__module__, S.error.__mro__[1], S.Struct, [n for n in dir(S.Struct) if n[0] != '_'])
