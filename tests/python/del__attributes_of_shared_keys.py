# Attributes die in the order of the keys that the instances of a class share, also when the dict was asked for.
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('dead', self.n)
class A: pass
print('-- plain, two orders')
a = A(); a.x = D('x'); a.y = D('y'); a.z = D('z')
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx')
del a
del b
print('-- dict asked for')
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx')
d = b.__dict__
del d
del b
print('-- dict asked for and kept')
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx')
d = b.__dict__
del b
print('still', list(d))
del d
print('-- a new key through the dict')
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx')
b.__dict__['w'] = D('bw')
print(list(b.__dict__))
del b
print('-- delete and set again')
b = A(); b.x = D('bx'); b.y = D('by'); b.z = D('bz')
del b.x
b.x = D('bx2')
print(list(b.__dict__))
del b
b = A(); b.x = D('bx'); b.y = D('by'); b.z = D('bz')
d = b.__dict__; del b.x
b.x = D('bx2')
print(list(b.__dict__))
del b, d
print('-- static attributes')
class S:
    def late(self): self.q = 1; self.p = 2
    def __init__(self): self.b = D('b'); self.a = D('a')
    def other(self): self.p = D('p'); self.q = D('q')
print(S.__static_attributes__)
s = S(); s.other(); 
del s
s = S(); s.p = D('p1'); s.z = D('z'); s.q = D('q')
del s
s = S(); s.other(); s.__dict__
print(list(s.__dict__))
del s
print('-- pop, clear, update')
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx')
b.__dict__.pop('y')
print(list(b.__dict__))
b.__dict__.update(y=D('y2'), n=D('n'))
print(list(b.__dict__))
del b
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx')
b.__dict__.clear()
b.y = D('y3'); b.x = D('x3')
del b
print('-- assigned')
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx')
b.__dict__ = {'k': D('k'), 'x': D('kx')}
print('now')
del b
print('-- too many')
class M: pass
m = M()
for i in range(33): setattr(m, 'k%d' % i, i)
m.k3 = D('3'); m.k1 = D('1'); m.k32 = D(32)
del m
m = M()
for i in reversed(range(33)): setattr(m, 'k%d' % i, i)
m.k3 = D('3'); m.k1 = D('1'); m.k32 = D(32)
del m
print('-- non-str key')
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx')
b.__dict__[3] = D('three')
del b
print('-- many instances take the room')
class N: pass
ns = [N() for i in range(40)]
n = ns[0]
n.a = D('a'); n.b = D('b'); n.c = D('c')
m = ns[1]
m.c = D('c'); m.b = D('b'); m.a = D('a')
del n, ns[0]
del m, ns[0]
print('-- gc')
import gc
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx'); b.self = b; b.__dict__
del b
gc.collect()
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx'); b.self = b
del b
gc.collect()
print('-- vars copy')
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx')
c = dict(vars(b)); e = vars(b).copy()
print(list(c), list(e))
del b
del c
del e
print('-- class change')
class A2: pass
b = A(); b.z = D('bz'); b.y = D('by'); b.x = D('bx')
b.__class__ = A2
b.n = D('n')
print(list(b.__dict__))
del b
print('end')
