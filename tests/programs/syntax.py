# It is no Python.
def f(:
