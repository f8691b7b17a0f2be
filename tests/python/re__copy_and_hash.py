import re
import copy
import copyreg
p = re.compile('(a)b', re.I)
print(copy.copy(p) is p, copy.deepcopy([p])[0] is p, {p: 1}[re.compile('(a)b', re.I)])
m = p.match('AB')
print(copy.copy(m) is m, copy.deepcopy(m) is m)
f, args = copyreg.dispatch_table[re.Pattern](p)
print(f.__name__, args)
print(re._compile('x', 0), re.template if hasattr(re, 'template') else 'no template')
