# What `python -m tokenize FILE` prints.
import io
import tokenize

for token in tokenize.tokenize(io.BytesIO(SOURCE).readline):
    place = "%d,%d-%d,%d:" % (token.start + token.end)
    print("%-20s%-15s%-15r" % (place, tokenize.tok_name[token.type], token.string))
