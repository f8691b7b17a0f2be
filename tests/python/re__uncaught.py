import re
print(re.compile('(fine)').groups)
re.compile('a(b\nc')
