def f(kind):
    print("-", kind)
    try:
        if kind == "raise":
            raise ValueError("v")
        if kind == "return":
            return "returned"
        print("body")
    except ValueError as e:
        print("except", e)
        return "from except"
    else:
        print("else")
    finally:
        print("finally")
    return "end"

for kind in ("", "raise", "return"):
    print(f(kind))
def loop():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            print("i", i)
        finally:
            print("finally", i)
    else:
        print("no")
loop()
def nested():
    try:
        try:
            1 / 0
        finally:
            print("inner finally")
    except ZeroDivisionError as e:
        print("outer", e)
        try:
            raise
        except ZeroDivisionError:
            print("again")
nested()
try:
    raise
except RuntimeError as e:
    print(e)
for bad in (lambda: (_ for _ in ()).throw(5), ):
    try:
        bad()
    except TypeError as e:
        print(e)
try:
    raise 5
except TypeError as e:
    print(e)
try:
    raise ValueError from 5
except TypeError as e:
    print(e)
try:
    try:
        1 / 0
    except "x":
        pass
except TypeError as e:
    print(e)
