import re
# A replacement that keeps the case of what it replaces.
def like(word):
    def replace(m):
        text = m.group()
        if text.isupper():
            return word.upper()
        if text[0].isupper():
            return word.capitalize()
        return word
    return replace
print(re.sub('python', like('snake'), 'Python PYTHON python', flags=re.I))
print(re.sub(r'\b(\w)(\w*)', lambda m: m[1].upper() + m[2], 'the old man'))
print(re.sub(r'(?<!^)(?=[A-Z])', '_', 'camelCaseName').lower())
print(re.split(r'(?<=,)', 'a,b,c'), re.split(r'\b', 'hi there'), re.split('(?=b)', 'abab'))
print(re.sub('', '-', 'abc'), re.sub('b*', 'x', 'abc'), re.findall('|a', 'ab'), re.sub('(?:)', '.', ''))
counts = {}
re.sub(r'\w+', lambda m: counts.__setitem__(m[0], counts.get(m[0], 0) + 1), 'to be or not to be')
print(counts)
