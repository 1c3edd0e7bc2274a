"""Escrow and settlement rules as a pure, exact, provable core.

Values and handles never change: a command gives back a new handle and the entries to store. A refusal is raised as
`TerceroError`, or as its subclass for the code, and has changed nothing.
"""

from tercero import bulk
from tercero._tercero import *
from tercero.choices import *
from tercero.errors import *
