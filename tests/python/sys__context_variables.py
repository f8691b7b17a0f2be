# _contextvars: a value for each context, and tokens that bring the old one back.
import _contextvars

user = _contextvars.ContextVar("user", default="nobody")
level = _contextvars.ContextVar("level")


def attempt(what, *args):
    try:
        print(what(*args))
    except Exception as e:
        print(type(e).__name__, str(e).split(" at 0x")[0])


print(user.name, user.get(), level.get(0))
attempt(level.get)
token = user.set("ann")
print(user.get(), token.old_value, token.var is user)


def work(name, *, deep):
    user.set(name)
    level.set(deep)
    return user.get(), level.get(), len(_contextvars.copy_context())


inside = _contextvars.copy_context()
print(inside.run(work, "bob", deep=3))
print(user.get(), inside[user], inside[level], level in inside, inside.get(level), list(inside.values()))
attempt(inside.run, inside.run, work)
attempt(inside.run)
attempt(lambda: inside[3])
attempt(lambda: _contextvars.copy_context()[level])
user.reset(token)
print(user.get())
attempt(user.reset, token)
attempt(user.reset, 3)
other = user.set("carl")
attempt(level.reset, other)
attempt(inside.run, user.reset, other)
with user.set("dora"):
    print(user.get())
print(user.get())
attempt(_contextvars.ContextVar, 3)
attempt(_contextvars.Token)
attempt(_contextvars.Context, 1)


def fails():
    raise KeyError("out")


try:
    inside.run(fails)
except KeyError as e:
    print("left with", e, user.get())
