# What takes bytes-like objects asks a __buffer__ written in Python, and tells __release_buffer__ when it is done.
class Buf:
    def __init__(self, b): self.b = b
    def __buffer__(self, flags): print('buffer', flags); return memoryview(self.b)
    def __release_buffer__(self, v): print('release')
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
t(lambda: b','.join([Buf(b'a'), b'b', Buf(b'c')]))
t(lambda: bytearray(b',').join([Buf(b'a'), b'b', Buf(b'c')]))
t(lambda: b''.join([Buf(b'a')]))
t(lambda: b''.join(iter([Buf(b'a'), 3])))
t(lambda: b''.join([3, Buf(b'a')]))
class Bad:
    def __buffer__(self, f): raise ValueError('bad')
class Bad2:
    def __buffer__(self, f): return 3
class Bad3:
    __buffer__ = None
class Bad4:
    __release_buffer__ = 3
    def __buffer__(self, f): return memoryview(b'z')
class Bad5:
    def __release_buffer__(self, v): raise KeyError('rel')
    def __buffer__(self, f): return memoryview(b'z')
for B in (Bad, Bad2, Bad3, Bad4, Bad5):
    t(lambda: b''.join([b'x', B()]))
    t(lambda: memoryview(B()))
    t(lambda: bytes(B()))
    t(lambda: b'a' + B())
t(lambda: b'abc'.find(Buf(b'b')))
t(lambda: b'abc'.replace(Buf(b'b'), Buf(b'zz')))
t(lambda: b'a' + Buf(b'q'))
t(lambda: bytes(Buf(b'q')))
t(lambda: bytearray(Buf(b'q')))
t(lambda: int.from_bytes(Buf(b'\1\2')))
t(lambda: memoryview(Buf(b'abc'))[1])
t(lambda: b'a' in Buf(b'a'))
t(lambda: Buf(b'a') in b'ba')
t(lambda: b'ab'.startswith(Buf(b'a')))
t(lambda: b'a,b'.split(Buf(b',')))
t(lambda: b' a '.strip(Buf(b' ')))
t(lambda: bytes.fromhex(Buf(b'61')) )
t(lambda: str(Buf(b'ab'), 'utf8'))
t(lambda: bytes.maketrans(Buf(b'a'), b'b')[97])
t(lambda: b'abc'.translate(None, Buf(b'a')))
t(lambda: b'a' == Buf(b'a'))
t(lambda: bytearray(b'ab').extend(Buf(b'c')))
b = bytearray(b'abc')
b[0:1] = Buf(b'ZZ'); print(b)
b += Buf(b'q'); print(b)
t(lambda: float(Buf(b'1.5')))
t(lambda: int(Buf(b'15')))
t(lambda: eval(Buf(b'1+1')))
t(lambda: compile(Buf(b'x'), 'f', 'eval'))
import io, inspect
t(lambda: io.BytesIO(Buf(b'abc')).read())
i = io.BytesIO(); t(lambda: i.write(Buf(b'xyz')))
t(lambda: Buf(b'a').__buffer__(inspect.BufferFlags.FULL_RO).tobytes())
t(lambda: memoryview(b'a').__buffer__(0)); t(lambda: b'a'.__buffer__('x')); t(lambda: b'a'.__buffer__(1)); t(lambda: bytearray(b'a').__release_buffer__(3)); t(lambda: bytearray(b'a').__release_buffer__(memoryview(b'a'))); t(lambda: memoryview(b'q').__release_buffer__(memoryview(b'q')))
