# The list of filters decides: the first that fits says what happens.
import _warnings

filters = _warnings.filters
for f in filters:
    print(f)


def attempt(text, category=UserWarning):
    try:
        _warnings.warn(text, category)
        print(text, "- went on")
    except Exception as e:
        print(type(e).__name__, "-", e)


filters.insert(0, ("ignore", None, UserWarning, None, 0))
attempt("silent")
filters[0] = ("error", None, UserWarning, None, 0)
attempt("raised")
filters[0] = ("error", "only this", UserWarning, None, 0)
attempt("only this")
attempt("only that")
filters[0] = ("always", None, UserWarning, "__main__", 0)
for i in range(2):
    attempt("always")
filters[0] = ("module", None, UserWarning, None, 0)
attempt("by module")
attempt("by module")
filters[0] = ("strange", None, UserWarning, None, 0)
attempt("unknown action")
filters[0] = 1
attempt("not a filter")
filters[0] = (1, None, UserWarning, None, 0)
attempt("action is a number")
filters[0] = ("error", 5, UserWarning, None, 0)
attempt("pattern is a number")
filters[0] = ("error", None, 5, None, 0)
attempt("category is a number")
filters[0] = ("error", None, UserWarning, None, "line")
attempt("line is a word")


class Pattern:
    def match(self, text):
        print("asked about", text)
        return text.startswith("bad")


filters[0] = ("error", Pattern(), Warning, None, 0)
attempt("bad thing")
attempt("good thing")
attempt("bad byte", BytesWarning)
