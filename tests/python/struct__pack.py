import _struct as S
def attempt(*args):
    try:
        print(args, S.pack(*args))
    except (S.error, TypeError, OverflowError) as e:
        print(args, type(e).__name__, e)
for f, values in (('<b', (127, -128, 128, -129)), ('<B', (255, -1, 256)), ('>h', (1, 40000)), ('<H', (65535, 70000)), ('>i', (-2, 2**31)), ('<I', (2**32 - 1, -1)), ('<q', (-2**63, 2**63)),
                  ('>Q', (2**64 - 1, 2**64, -1)), ('<l', (5, 2**31)), ('<f', (1.1, 1e40, 'x', 3)), ('>e', (1.5, 65504, 65520, 1e-8, 6e-8, -0.0, float('inf'), 1e6)), ('<d', (2, -0.1)),
                  ('?', (True, 0, [], 'x')), ('c', (b'a', b'ab', 'a')), ('3s', (b'abcd', b'a', 'abc')), ('3p', (b'abcd', b'')), ('<F', (1j, 2, 'x')), ('i', (1.5, 'a', None))):
    for v in values:
        attempt(f, v)
attempt('<2h3xb', 1, 2, 3)
attempt('i')
attempt('i', 1, 2)
attempt()
attempt(5)
class Index:
    def __index__(self):
        print('index')
        return 7
class Real:
    def __float__(self):
        print('float')
        return 0.5
class Truth:
    def __bool__(self):
        print('bool')
        return True
print(S.pack('<hf?', Index(), Real(), Truth()))
b = bytearray(8)
S.pack_into('>h', b, 2, 258)
S.pack_into('<h', b, -2, 1)
print(b)
for args in (('<h', b, 7, 5), ('<h', b, -1, 5), ('<h', b, -99, 5), ('<h', b'abcd', 0, 5), ('<h',), ('<h', b), ('<h', b, 0), ('<h', b, 10, 1)):
    try:
        S.pack_into(*args)
    except (S.error, TypeError) as e:
        print(type(e).__name__, e)
S.pack('<h', 99999)
