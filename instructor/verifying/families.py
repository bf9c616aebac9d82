"""Architecture families for the error budget: what students hand in, and what they hand in when they have not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Family:
    """Networks that differ only in their initial weights.

    Attributes:
        name: in words.
        accepted: whether the network checks have to accept it.
        options: arguments of `build`.
    """

    name: str
    accepted: bool
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def decision(self) -> str:
        """What has to become of it, in a word."""
        return "accepted" if self.accepted else "rejected"

    def build(self) -> Any:
        """A new Keras model of this family."""
        return build(**self.options)


def build(
    activation: str = "relu",
    init: Any = "glorot_uniform",
    widths: Sequence[int] = (128, 128, 128, 128),
    norm: str = "",
    dropout: float = 0.0,
    residual: bool = False,
) -> Any:
    """A dense network from 784 inputs to ten probabilities.

    Args:
        activation: of every hidden layer.
        init: of every hidden kernel; a number stands for a normal distribution of that width.
        widths: units of each hidden layer.
        norm: "batch" or "layer" for a normalisation before each activation.
        dropout: rate after each hidden layer.
        residual: whether every hidden layer after the first is added to its own input.
    """
    import keras

    layers = keras.layers
    inputs = x = keras.Input((784,))
    for number, width in enumerate(widths):
        kernel = keras.initializers.RandomNormal(stddev=init) if isinstance(init, float) else init
        y = layers.Dense(width, kernel_initializer=kernel)(x)
        if norm:
            y = layers.BatchNormalization()(y) if norm == "batch" else layers.LayerNormalization()(y)
        y = layers.Activation(activation)(y)
        y = layers.Add()([x, y]) if residual and number else y
        x = layers.Dropout(dropout)(y) if dropout else y
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))


ACCEPTED = [
    Family("ReLU, He", True, {"init": "he_normal"}),
    Family("ReLU, He, three layers", True, {"init": "he_normal", "widths": [128] * 3}),
    Family("ReLU, He, eight layers", True, {"init": "he_normal", "widths": [128] * 8}),
    Family("ReLU, He, 256-128-64", True, {"init": "he_normal", "widths": [256, 128, 64]}),
    Family("ReLU, Glorot", True),
    Family("ReLU, He, dropout 0.3", True, {"init": "he_normal", "dropout": 0.3}),
    Family("leaky ReLU, He", True, {"activation": "leaky_relu", "init": "he_normal"}),
    Family("ELU, He", True, {"activation": "elu", "init": "he_normal"}),
    Family("SELU, LeCun", True, {"activation": "selu", "init": "lecun_normal"}),
    Family("GELU, He", True, {"activation": "gelu", "init": "he_normal"}),
    Family("SiLU, He", True, {"activation": "silu", "init": "he_normal"}),
    Family("tanh, Glorot", True, {"activation": "tanh"}),
    Family("softsign, Glorot", True, {"activation": "softsign"}),
    Family("softplus, Glorot", True, {"activation": "softplus"}),
    Family("batch normalisation, ReLU", True, {"init": "he_normal", "norm": "batch"}),
    Family("batch normalisation, sigmoid", True, {"activation": "sigmoid", "norm": "batch"}),
    Family("layer normalisation, sigmoid", True, {"activation": "sigmoid", "norm": "layer"}),
    Family("residual, tanh", True, {"activation": "tanh", "residual": True}),
    Family("residual, sigmoid", True, {"activation": "sigmoid", "residual": True}),
]

REJECTED = [
    Family("sigmoid, Glorot (the original)", False, {"activation": "sigmoid"}),
    Family("sigmoid, He", False, {"activation": "sigmoid", "init": "he_normal"}),
    Family("sigmoid, LeCun", False, {"activation": "sigmoid", "init": "lecun_normal"}),
    Family("sigmoid, orthogonal", False, {"activation": "sigmoid", "init": "orthogonal"}),
    Family("sigmoid, six layers", False, {"activation": "sigmoid", "widths": [128] * 6}),
    Family("sigmoid, He, 256-128-64", False, {"activation": "sigmoid", "init": "he_normal", "widths": [256, 128, 64]}),
    Family("sigmoid, dropout 0.2", False, {"activation": "sigmoid", "dropout": 0.2}),
    Family("hard sigmoid, Glorot", False, {"activation": "hard_sigmoid"}),
    Family("softmax in hidden layers", False, {"activation": "softmax"}),
    Family("sigmoid, N(0, 1)", False, {"activation": "sigmoid", "init": 1.0}),
    Family("tanh, N(0, 1)", False, {"activation": "tanh", "init": 1.0}),
    Family("tanh, N(0, 0.01)", False, {"activation": "tanh", "init": 0.01}),
    Family("ReLU, N(0, 0.01)", False, {"init": 0.01}),
    Family("ReLU, N(0, 1)", False, {"init": 1.0}),
]
