import re
# A small tokenizer, as in the documentation.
KINDS = [('NUMBER', r'\d+(\.\d*)?'), ('ASSIGN', r':='), ('END', r';'), ('ID', r'[A-Za-z]+'), ('OP', r'[+\-*/]'), ('NEWLINE', r'\n'), ('SKIP', r'[ \t]+'), ('MISMATCH', r'.')]
pattern = '|'.join('(?P<%s>%s)' % pair for pair in KINDS)

def tokenize(code):
    line = 1
    start = 0
    for m in re.finditer(pattern, code):
        kind = m.lastgroup
        value = m.group()
        column = m.start() - start
        if kind == 'NUMBER':
            value = float(value) if '.' in value else int(value)
        elif kind == 'NEWLINE':
            start = m.end()
            line += 1
            continue
        elif kind == 'SKIP':
            continue
        elif kind == 'MISMATCH':
            raise RuntimeError(f'{value!r} unexpected on line {line}')
        yield kind, value, line, column

for token in tokenize('x := 3.5 + y;\n  total := x * 2;\n'):
    print(token)
list(tokenize('a ? b'))
