from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

import gradlab


def test_importing_gradlab_loads_no_heavy_library() -> None:
    code = (
        "import sys, gradlab; dir(gradlab);"
        "print([name for name in ('tensorflow', 'keras', 'matplotlib', 'sklearn') if name in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


@pytest.mark.parametrize("name", [name for name in gradlab.__all__ if name != "__version__"])
def test_every_public_name_exists_and_is_no_module(name: str) -> None:
    assert callable(getattr(gradlab, name))


def test_no_public_name_is_also_a_module_which_would_hide_it_once_imported() -> None:
    assert [name for name in gradlab.__all__ if find_spec(f"gradlab.{name}")] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'gradient_norm'"):
        gradlab.__getattr__("gradient_norm")
