# What kind of character each is, and its other cases, beyond ASCII.
chars = ["a", "A", "1", " ", "_", "ß", "é", "ñ", "ı", "İ", "ſ", "ŉ", "ǆ", "ǅ", "ǰ", "ʰ", "ʕ", "ͅ", "Σ", "ς", "ά", "ϒ", "Ꭰ", "ꭰ", "ა", "Ა", "ẞ", "ﬁ", "ﬃ", "ᾳ", "ᾼ", "Ω", "K", "Å",
         "ⅷ", "Ⅷ", "ⓐ", "²", "½", "٣", "߀", "๓", "〇", "一", "㊀", "፩", "⁷", "①", "⒈", "𝟘", "🄀", "𐒰", "𖹀", "𞤀", "ª", "·", "‿", "℘", "ㄅ", "가", "\u200b", "\u00a0", "\u2028", "\x1c", "\x85", "\u3000", "\ud800", "\U0001f600", "\U000e0100"]
for c in chars:
    kinds = [m for m in "alpha alnum digit decimal numeric space upper lower title printable identifier".split() if getattr(c, "is" + m)()]
    cases = [ascii(getattr(c, m)()) for m in "upper lower title casefold".split() if getattr(c, m)() != c]
    print(ascii(c), *kinds, *cases)
for s in ["ὈΔΥΣΣΕΎΣ", "ΑΣ Σ ΣΑ", "ǆungla ǆ", "straße ﬁne", "they're BILL's 3rd x1y", "\ud800aB\udfffcD", "O'neil-Śmith", "ŉx", "ÀÉÎ", "Ǆabc", "İSTANBUL", "ſtop"]:
    print(ascii(s), *(ascii(getattr(s, m)()) for m in "upper lower title casefold capitalize swapcase".split()), s.istitle(), s.isupper(), s.islower())
print(int("١٢٣"), float("１．５") if False else float("1٠"), int("\u2003 7\u3000"), complex("٢j"), int("𝟙𝟚", 8))
print("a\u2003b\x1cc\x85d".split(), "\u3000x\u200b".strip() == "x\u200b", "é_ñ1".isidentifier(), "1é".isidentifier(), "a·b".isidentifier(), "a‿b".isidentifier())
