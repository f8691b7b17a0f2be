# The tracked objects of a generation: the young, nothing for 1, the old.
import gc

gc.collect()
young = ["young"]
def among(x, generation=None):
    return any(o is x for o in gc.get_objects(generation))

print(among(young, 0), among(young, 1), among(young, 2), among(young))
gc.collect()
print(among(young, 0), among(young, 1), among(young, 2))
print(among("text"), among(5))
