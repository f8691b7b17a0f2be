# A traceback through imports shows the program's files and not importlib's frames.
import sys
print(sys.path[0] in sys.path, __name__)
import outer
# file: outer.py
def load():
    import inner
load()
# file: inner.py
value = {}['missing']
