a = 257; b = 257
a is b
