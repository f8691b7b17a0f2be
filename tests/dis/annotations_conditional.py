if a:
    x: int = 1
else:
    y: str
class C:
    if b:
        z: int
for i in range(2):
    w: float = i
