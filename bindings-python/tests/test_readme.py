"""The README's tour is the example, and the example does what the README says."""

from __future__ import annotations

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]
TOUR = ROOT / "examples/python/tour.py"


def test_the_readme_shows_the_example() -> None:
    shown = (ROOT / "README.md").read_text().split("```python\n")[1].split("```")[0]
    assert TOUR.read_text().endswith('"""\n\n' + shown)


def test_the_example_pays_the_seller_and_the_platform() -> None:
    done = subprocess.run([sys.executable, TOUR], capture_output=True, text=True, check=True)
    assert done.stdout == "beto 9650.00 MXN\nplatform 350.00 MXN\n"


def test_what_the_page_about_python_shows_runs() -> None:
    blocks = (ROOT / "docs/python.md").read_text().split("```python\n")[1:]
    assert blocks
    for block in blocks:
        exec(block.split("```")[0], {})
