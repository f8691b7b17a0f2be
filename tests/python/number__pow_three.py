class P:
    def __repr__(self): return "P"
    def __pow__(self, o, m=None): return ("pow", o, m)
    def __rpow__(self, o, m=None): return ("rpow", o, m)
class Q(P):
    def __rpow__(self, o, m=None): return ("Qrpow", o, m)

class N:
    def __repr__(self): return "N"
    def __pow__(self, o, m=None): return NotImplemented
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
for f in (lambda: pow(P(),2,3), lambda: pow(2,P(),3), lambda: pow(2,3,P()), lambda: pow(P(),Q(),3), lambda: pow(N(),1,2), lambda: pow(N(), P(), 3), lambda: pow(2,3,1.5), lambda: pow("a",1,2), lambda: pow(2.0,1,2), lambda: pow(2,-1,5), lambda: pow(2,5,-3), lambda: pow(2,1,0), lambda: pow(2,-1,4), lambda: pow(P(),2), lambda: pow(2,1j,3)):
    t(f)
