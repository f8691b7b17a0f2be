# importlib.reload runs a module again in its own namespace; finders and loaders may be the program's own.
import importlib, sys
import counter
counter.kept = 'kept'
again = importlib.reload(counter)
print(again is counter, counter.n, counter.kept)
from importlib.machinery import ModuleSpec
class Loader:
    def create_module(self, spec):
        print('create', spec.name)
    def exec_module(self, module):
        print('exec', module.__name__)
        module.answer = 42
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        print('find', name, path)
        if name == 'made_up':
            return ModuleSpec(name, Loader())
sys.meta_path.insert(0, Finder)
import made_up
print(made_up.answer, made_up.__spec__.origin, made_up.__name__)
try:
    import really_absent
except ModuleNotFoundError as e:
    print(e)
sys.meta_path.remove(Finder)
sys.modules['counter'] = None
try:
    import counter
except ImportError as e:
    print(type(e).__name__, e)
del sys.modules['counter']
import counter
print(counter.n, counter is again)
print(importlib.import_module('.cart', 'shop'))
import importlib.util
print(importlib.util.find_spec('counter').origin)
# file: counter.py
print('counting', globals().get('n'))
n = globals().get('n', 0) + 1
# file: shop/__init__.py
# file: shop/cart.py
