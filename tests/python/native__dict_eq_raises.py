class K:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        raise ValueError("no equality")

d = {K(): 1}
for action in (lambda: d[K()], lambda: K() in d, lambda: d.get(K()), lambda: d.setdefault(K(), 1), lambda: {K(), K()}, lambda: d.update({K(): 2}), lambda: d.pop(K())):
    try:
        print(action())
    except ValueError as e:
        print(e, len(d))

class H:
    def __hash__(self):
        raise TypeError("no hash today")

class Wrong:
    def __hash__(self):
        return "text"

for thing in (H(), Wrong(), [], {}, set(), (1, [2])):
    for use in (hash, lambda t: {t: 1}, lambda t: {t}, d.get, d.__contains__):
        try:
            print(use(thing))
        except TypeError as e:
            print(e)
