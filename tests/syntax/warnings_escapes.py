x = """a
b\d
c\e"""
y = "\d" "\e" "\d"
a is 1; a is 1
f"a{x}\d{y}\e"
z = ("a"
 "b\d")
r"\d"; rb"\d"
"\
\w"
f"""
{a}
\k"""
"\8"
b"\N{a}\u1"
"\777\d"
b"\400"
f'{a:\d}'
'\\d'
