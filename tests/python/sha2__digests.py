import _sha2
for f in _sha2.sha224, _sha2.sha256, _sha2.sha384, _sha2.sha512:
    h = f(b'abc')
    print(h.name, h.block_size, h.digest_size, type(h), h.hexdigest())
    for n in (0, 55, 56, 64, 111, 112, 128, 200):
        print(n, f(b'x' * n).hexdigest())
    g = h.copy()
    g.update(b'def')
    print(g.digest() == f(b'abcdef').digest(), h.hexdigest() == f(b'abc').hexdigest(), len(g.digest()))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: _sha2.sha256('a'))
attempt(lambda: _sha2.sha256(5))
attempt(lambda: h.update('x'))
attempt(lambda: h.update())
attempt(lambda: type(h)())
attempt(lambda: _sha2.sha256(bytearray(b'x'), usedforsecurity=False).hexdigest())
attempt(lambda: _sha2.sha512(string=b'x').hexdigest()[:8])
