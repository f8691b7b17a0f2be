# Variables of the environment.
import os
os.environ["PYVARIUM_TEST"] = "yes"
print(os.environ["PYVARIUM_TEST"], os.getenv("PYVARIUM_TEST"), os.getenv("NO_SUCH"), os.getenv("NO_SUCH", "default"))
print("PYVARIUM_TEST" in os.environ, os.environ.get("NO_SUCH", 3), os.environb[b"PYVARIUM_TEST"])
del os.environ["PYVARIUM_TEST"]
for call in [lambda: os.environ["PYVARIUM_TEST"], lambda: os.environ.__setitem__("a", 3), lambda: os.environ.__setitem__("a=b", "x")]:
    try:
        print(call())
    except (KeyError, TypeError, ValueError) as e:
        print(type(e).__name__, e)
print(type(os.environ).__name__, os.name, os.sep, os.linesep == "\n", os.curdir, os.pardir, os.extsep, os.pathsep, os.devnull)
print(os.environ.pop("NO_SUCH", None), os.environ.setdefault("NEW", "1"), os.environ.pop("NEW"))
