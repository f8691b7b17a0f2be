# The code of frozen modules as data.
import _imp
for f in ("_imp.find_frozen('os')[1:]", "_imp.find_frozen('zipimport', withdata=True) and [type(x).__name__ for x in _imp.find_frozen('zipimport', withdata=True)]", "_imp.find_frozen('nope', withdata=True)", "_imp.find_frozen('_frozen_importlib', withdata=True)[1:]", "_imp.find_frozen(3)", "_imp.find_frozen('__phello__')[1:]", "_imp.find_frozen('os', True)", "len(_imp.get_frozen_object('os').co_code) > 0", "_imp.get_frozen_object('os', bytes(_imp.find_frozen('os', withdata=True)[0])).co_name", "_imp.get_frozen_object('os', b'abc')", "_imp.get_frozen_object('nope')", "type(_imp.find_frozen('abc', withdata=True)[0])"):
    try: print(f, eval(f))
    except Exception as e: print(f, type(e).__name__, e)
