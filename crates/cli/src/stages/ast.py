# What `python -m ast FILE` prints, but for its indentation.
import ast

print(ast.dump(ast.parse(SOURCE, NAME), indent=2))
