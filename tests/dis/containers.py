a = []
b = [1]
c = [1, 2, 3]
d = [x, y]
e = ()
f = (1,)
g = (x, 1)
h = {}
i = {"a": 1, "b": x}
j = {1, 2, 3}
k = {x}
l = [1, 2]
m = {"a": 1, "b": 2, "c": 3}
if x in [1, 2, 3]: pass
if x in {1, 2}: pass
for y in [1, 2]: pass
n = {1: (2, 3), **h}
