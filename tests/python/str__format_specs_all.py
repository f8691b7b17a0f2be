# Format specifications, right and wrong, of numbers and texts.
def attempt(v, spec):
    try:
        print(repr(v), repr(spec), repr(format(v, spec)))
    except Exception as e:
        print(repr(v), repr(spec), type(e).__name__, e)


for v in [0, -5, 65, 1234567, -0.0, 1234.5678, float("-inf"), float("nan"), 1 - 2j, "héllo"]:
    for spec in ["d", "x", "c", "5c", "e", ".3g", "%", "s", "z", "z.1f", ">8", "=8", "*^9", "08", "+", "#x", ",", "_x", ",.2f", ".6,f", ".4_f", ",.4,f", ".5_", "._", ".", "é<7", "=s", "^+10,", "1.2.3", "#.0f", ".3s", "99999999999999999999"]:
        attempt(v, spec)
