# A module that does not compile: the error names its own file and line.
try:
    import wrong
except SyntaxError as e:
    print(e.filename.rpartition('/')[2], e.lineno, e.msg)
import wrong
# file: wrong.py
x = 1
def f(:
    pass
