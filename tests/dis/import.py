import os
import os.path
import a.b.c as d
import e as f, g
from m import n
from m import n as o, p
from . import q
from ..r import s
from t import *
def f():
    import json
    from x.y import z
    return json, z
