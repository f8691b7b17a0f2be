a = t""
b = t"hello {name}"
c = t"{x!r:>{width}} and {y + 1 = }"
d = t"{a}" t"{b}"
