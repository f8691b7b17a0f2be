def search(items, wanted):
    for item in items:
        if item == wanted:
            print("found")
            break
    else:
        print("not found")

search([1, 2], 2)
search([1, 2], 3)

def steps(divisor):
    try:
        result = 10 / divisor
    except ZeroDivisionError:
        print("except")
    else:
        print("else", result)
    finally:
        print("finally")

steps(5)
steps(0)

def swallow():
    try:
        raise KeyError("lost")
    finally:
        return "from finally"

print(swallow())

def bare():
    try:
        raise KeyboardInterrupt
    except Exception:
        print("never")
    except:
        print("a bare except catches it")

bare()

def convert(text):
    try:
        return int(text)
    except ValueError as error:
        raise RuntimeError("bad setting") from error

try:
    convert("ten")
except RuntimeError as error:
    print(type(error.__cause__).__name__, error.__suppress_context__)
convert("twelve")
