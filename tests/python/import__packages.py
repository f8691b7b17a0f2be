# A program of several files: a package with a subpackage, relative imports, and what each module knows of itself.
import shop.cart
from shop import price as p
from shop.cart import total, Cart
print(shop, shop.__path__, shop.__name__, shop.__package__)
print(shop.cart.__name__, shop.cart.__package__, shop.cart.__file__)
print(p.with_tax(100), total([1, 2]), Cart().lines)
print(shop.cart is __import__('shop.cart').cart, __import__('shop.cart', fromlist=['x']).__name__)
import sys
print(sorted(m for m in sys.modules if m.startswith('shop')))
import shop.deep.deeper as d
print(d.up, d.__spec__.parent)
try:
    from shop import absent
except ImportError as e:
    print(e, e.name, e.name_from)
try:
    import shop.absent
except ModuleNotFoundError as e:
    print(e, e.name)
try:
    import shop.cart.nothing
except ModuleNotFoundError as e:
    print(e)
try:
    from . import x
except ImportError as e:
    print(e)
shop.nothing
# file: shop/__init__.py
print('shop begins')
from .cart import total
__all__ = ['total', 'cart']
# file: shop/cart.py
from . import price
print('cart begins', __name__)
class Cart:
    lines = [1]
def total(items):
    return sum(items) + price.BASE
# file: shop/price.py
BASE = 10
def with_tax(x):
    return x * 1.2
# file: shop/deep/__init__.py
# file: shop/deep/deeper.py
from .. import price as up
from ..cart import total as t
