# A loop variable keeps the last item; each item dies when the next one takes its place.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

for x in [A(1), A(2)]:
    print("body", x.n)
print("after", x.n)
for x in (A(i) for i in (3, 4)):
    print("body", x.n)
x = None
while True:
    y = A(5)
    break
y = A(6)
del y
print("end")
