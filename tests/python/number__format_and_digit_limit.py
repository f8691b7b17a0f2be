# Padding of what is no number, and the limit on digits in % formatting.
for value in [float("nan"), float("-inf"), 5.0, -1234.5]:
    for spec in ["010,", "012_.1f", "010", "+010,", "=+12,"]:
        print(repr(format(value, spec)), end=" ")
    print()
for spec in ["0=5", "05", "=5", "<05"]:
    try:
        print(format(1 + 2j, spec))
    except ValueError as e:
        print(e)
big = 10**5000
for make in [lambda: "%d" % big, lambda: "%s" % big, lambda: f"{big}", lambda: "%i" % -big, lambda: str(big), lambda: int("1" * 4301)]:
    try:
        make()
    except ValueError as e:
        print(e)
print(len("%x" % big), len("%d" % 10**4299), "%.3d" % 5)
