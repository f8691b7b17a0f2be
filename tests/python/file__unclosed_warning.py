import warnings, sys, io
warnings.simplefilter('always')
open('/tmp/a.txt', 'w')
print('after', flush=True)
f = open('/tmp/a.txt', 'w')
f.write('abc')
del f
f = open('/tmp/a.txt', 'rb')
print(f.read())
del f
f = open('/tmp/a.txt', 'rb', buffering=0)
del f
f = open('/tmp/a.txt', 'r+b')
del f
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    open('/tmp/a.txt')
    def f():
        g = open('/tmp/a.txt', encoding='latin-1')
        return 3
    f()
for x in w:
    print(x)
    print(x.message, x.category, x.filename, x.lineno, x.source)
def deco():
    a = open('/tmp/a.txt')
    1/0
try:
    deco()
except ZeroDivisionError:
    print('in')
print('out', flush=True)
class F(io.FileIO):
    pass
F('/tmp/a.txt')
class R(io.RawIOBase):
    def close(self): print('close'); super().close()
R()
io.StringIO('x')
io.BytesIO(b'x')
b = io.BufferedReader(io.FileIO('/tmp/a.txt'))
del b
t = io.TextIOWrapper(io.BufferedReader(io.FileIO('/tmp/a.txt')))
del t
r = io.FileIO('/tmp/a.txt')
b = io.BufferedReader(r)
del b
print(r.closed)
r = io.FileIO(1, closefd=False)
del r
warnings.simplefilter('error')
open('/tmp/a.txt')
def warnf(*a): print('showing', a)
warnings.simplefilter('always')
warnings.showwarning = warnf
open('/tmp/a.txt')
x = open('/tmp/a.txt')
a = []
a.append(a)
a.append(open('/tmp/a.txt', 'w'))
del a
import gc
gc.collect()
print('end')
