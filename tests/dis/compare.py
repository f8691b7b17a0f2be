def f(a, b):
    return a < b, a <= b, a == b, a != b, a > b, a >= b, a is b, a is not b, a in b, a not in b

if a < b: pass
if a is None: pass
if a is not None: pass
while a != b: break
