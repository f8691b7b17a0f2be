pass
...
None
1
"string"
def f(): ...
def g(): pass
class C: pass
