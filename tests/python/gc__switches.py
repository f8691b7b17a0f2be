# enable, disable, and the thresholds; the third one is not used any more.
import gc

print(gc.isenabled(), gc.get_threshold())
gc.disable()
print(gc.isenabled())
gc.enable()
print(gc.isenabled())
gc.set_threshold(500)
print(gc.get_threshold())
gc.set_threshold(700, 5, 3)
print(gc.get_threshold())
gc.set_threshold(0)
print(gc.get_threshold())
for bad in [(), (1, 2, 3, 4), ("x",)]:
    try:
        gc.set_threshold(*bad)
    except TypeError as e:
        print(e)
try:
    gc.set_threshold(threshold0=1)
except TypeError as e:
    print(e)
