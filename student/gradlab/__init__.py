"""Measure, watch and explain how gradients flow through a Keras network.

Every public name is imported when it is first used, so that `import gradlab` loads neither TensorFlow nor matplotlib.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "Digits": "digits",
    "load_digits": "digits",
    "split_digits": "digits",
    "create_problematic_network": "networks",
    "create_deep_sigmoid_network": "networks",
    "create_exploding_network": "networks",
    "create_residual_network": "networks",
    "compare": "comparison",
    "Comparison": "comparison",
    "diagnose": "diagnosis",
    "Finding": "report",
    "Report": "report",
    "trainable_kernels": "kernels",
    "gradient_norms": "measure",
    "first_last_ratio": "norms",
    "Activity": "activations",
    "activity": "activations",
    "GradientMonitor": "monitor",
    "key_metrics": "plots.explosions",
    "plot_activations": "plots.activations",
    "plot_explosions": "plots.explosions",
    "plot_gradient_flow": "plots.flow",
    "plot_update_ratios": "plots.updates",
}

__all__ = ["__version__", *sorted(_HOME)]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
