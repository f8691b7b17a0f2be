# A suspended generator in a cycle is closed by the collector.
import gc

def numbers(box):
    try:
        yield 1
        yield 2
    finally:
        print("closed", box[0])

box = ["box"]
g = numbers(box)
next(g)
box.append(g)
del g, box
print("found", gc.collect() > 0)
