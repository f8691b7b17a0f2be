class V:
    def __add__(self, o): return self
    def __getitem__(self, i): return i
    def __call__(self, *a): return a
    def __enter__(self): return self
    def __exit__(self, *e): return True
v = V()
v + v
v[1:2]
v(3)
with v as w: raise KeyError
