import os, sys
def g(*a, **k): print("hook", a, k)
os.environ['PYTHONBREAKPOINT'] = '0'
print(breakpoint())
os.environ['PYTHONBREAKPOINT'] = 'nomodule.x'
print(breakpoint())
os.environ['PYTHONBREAKPOINT'] = 'print'
print(breakpoint(1, 2, sep='-'))
os.environ['PYTHONBREAKPOINT'] = 'os.path.nothing'
print(breakpoint())
os.environ['PYTHONBREAKPOINT'] = 'os.getcwd.'
print(breakpoint())
os.environ['PYTHONBREAKPOINT'] = '.'
print(breakpoint())
os.environ['PYTHONBREAKPOINT'] = 'os.path.join'
print(breakpoint('a', 'b'))
try:
    breakpoint()
except TypeError as e:
    print(e)
sys.breakpointhook = g
breakpoint(1, x=2)
sys.breakpointhook = sys.__breakpointhook__
del os.environ['PYTHONBREAKPOINT']
del sys.breakpointhook
try:
    breakpoint()
except RuntimeError as e:
    print(e)
