"""Module doc."""
def f():
    """Function doc."""
def g():
    "Doc" ; return 1
class C:
    """
    Indented
      doc.
    """
async def h():
    """Async doc."""
