# Places in a text file.
import io
with open("t", "w", encoding="utf-8") as f:
    f.write("\u00e9t\u00e9\nand \u20ac\nlast")
    print(f.tell())
with open("t", encoding="utf-8") as f:
    f.readline()
    here = f.tell()
    print(here, f.readline())
    f.seek(here)
    print(f.read(3), f.tell())
    print(f.seek(0, 2), f.tell(), f.read())
    f.seek(0)
    print(f.read(1), f.tell(), f.seek(0, 1))
    for wrong in (1, 1), (-1, 2), (-1, 0), (0, 5):
        try:
            f.seek(*wrong)
        except (ValueError, io.UnsupportedOperation) as e:
            print(type(e).__name__, e)
    f.seek(0)
    next(f)
    try:
        f.tell()
    except OSError as e:
        print(e)
    list(f)
    print(f.tell())
