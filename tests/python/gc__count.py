# The young objects: counted when they are made and when they die.
import gc

gc.disable()
gc.collect()
start = gc.get_count()[0]
lists = [[] for _ in range(100)]
print(gc.get_count()[0] - start)
del lists
print(gc.get_count()[0] - start)
some = [{} for _ in range(10)]
strings = [str(i) for i in range(1000, 1050)]
print(gc.get_count()[0] - start)
gc.collect()
print(gc.get_count())
print(gc.get_count()[1:])
