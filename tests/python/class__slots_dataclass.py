# A dataclass with slots is made anew without __dict__ and __weakref__.
from dataclasses import dataclass
@dataclass(slots=True)
class Fz:
    a: int
print(list(vars(Fz)))
z = Fz(1)
try: print(z.__dict__)
except Exception as e: print(type(e), e)
print(hasattr(z, '__dict__'))
