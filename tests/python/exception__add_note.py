# Notes stand below the message.
def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e)


e = ValueError("wrong")
print(hasattr(e, "__notes__"))
attempt(e.add_note, "first")
attempt(e.add_note, "second\nof two lines")
attempt(e.add_note, 5)
print(e.__notes__)
e.__notes__.append(7)
raise e
