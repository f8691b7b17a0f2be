import _sre
# A template is text, group number, text, ... ; re._parser makes the list.
p = _sre.compile('(\\w)(\\d)?', 32, [14, 7, 4, 1, 2, 8, 14, 0, 17, 0, 13, 4, 8, 14, 0, 17, 1, 23, 12, 0, 1, 17, 2, 13, 4, 8, 10, 0, 17, 3, 18, 1], 2, {}, (None, None, None))
t = _sre.template(p, ['<', 1, '', 2, '>'])
print(type(t), type(t).__name__)
def attempt(*args):
    try:
        print(type(_sre.template(*args)).__name__)
    except Exception as e:
        print(type(e).__name__, e)
attempt(p, ['a'])
attempt(p, [])
attempt(p, ['a', 1])
attempt(p, ['a', -1, 'b'])
attempt(p, ['a', 'x', 'b'])
attempt(p, ('a',))
attempt(p)
attempt(p, [5, 1, None])
