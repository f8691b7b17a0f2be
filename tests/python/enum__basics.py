from enum import Enum, IntEnum, Flag, auto, unique, IntFlag, StrEnum


class Color(Enum):
    RED = 1
    GREEN = 2
    ALIAS = 1

    def describe(self):
        return f"{self.name} is {self.value}"


print(Color.RED, repr(Color.GREEN), Color(2), Color["RED"], Color.ALIAS is Color.RED, list(Color), Color.RED.describe())
print(Color.RED == 1, Color.RED in Color, len(Color), isinstance(Color.RED, Color), {Color.RED: "r"}[Color.ALIAS])


class Level(IntEnum):
    LOW = auto()
    HIGH = auto()


print(Level.HIGH > Level.LOW, Level.HIGH + 1, sorted([Level.HIGH, Level.LOW]), f"{Level.LOW}")


class Perm(Flag):
    R = auto()
    W = auto()
    X = auto()


print(Perm.R | Perm.W, Perm.R & Perm.W, ~Perm.R, Perm.R in (Perm.R | Perm.X), list(Perm.R | Perm.X), Perm(7))


class Word(StrEnum):
    HELLO = auto()


print(Word.HELLO, Word.HELLO.upper(), Word("hello") is Word.HELLO)
for call in (lambda: Color(9), lambda: Color["NONE"], lambda: setattr(Color, "RED", 5), lambda: Color.RED < Color.GREEN):
    try:
        call()
    except (ValueError, KeyError, AttributeError, TypeError) as e:
        print(type(e).__name__, e)
match Color(1):
    case Color.RED:
        print("red it is")
try:
    @unique
    class Twice(Enum):
        A = 1
        B = 1
except ValueError as e:
    print(e)
Color("purple")
