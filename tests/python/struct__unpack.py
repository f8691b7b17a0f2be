import _struct as S
def attempt(f, *args, **named):
    try:
        print(args, f(*args, **named))
    except (S.error, TypeError) as e:
        print(args, type(e).__name__, e)
for args in (('<i', b'abcd'), ('>hB2s', b'abcde'), ('3p', b'\x02ab'), ('3p', b'\x09ab'), ('<e', b'\x00\x3e'), ('<e', b'\x00\x7c'), ('<e', b'\x01\x00'), ('c', b'a'), ('?', b'\x02'), ('<f', b'\xcd\xcc\x8c?'),
             ('<d', b'\0\0\0\0\0\0\xf0?'), ('<F', b'\0\0\0\0\0\0\x80?'), ('>q', b'\xff' * 8), ('>Q', b'\xff' * 8), ('<2s', bytearray(b'ab')), ('', b''),
             ('i', b'abc'), ('i', 'abcd'), ('i',), ('i', 5)):
    attempt(S.unpack, *args)
for args in (('<h', b'abcd', 1), ('<h', b'abcd', 3), ('<h', b'abcd', -2), ('<h', b'abcd', -1), ('<h', b'abcd', -5), ('<h', b'a', 10), ('<h', b'abcd')):
    attempt(S.unpack_from, *args)
attempt(S.unpack_from, '<h', buffer=b'ab', offset=0)
print(list(S.iter_unpack('<h', b'abcd')), S.iter_unpack('<h', b'abcd').__length_hint__())
for args in (('<h', b'abc'), ('', b''), ('0s', b''), ('<h', 5)):
    attempt(S.iter_unpack, *args)
s = S.Struct('>HI')
print(s.unpack(s.pack(1, 2)), s.unpack_from(b'??' + s.pack(3, 4), 2), list(s.iter_unpack(s.pack(5, 6) * 2)), s.size, s.format)
it = s.iter_unpack(b'x' * 12)
print(next(it), next(it), next(it, 'end'))
s.unpack(b'short')
