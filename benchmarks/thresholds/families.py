"""The families of answers, each with the verdict that a fair teacher gives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import keras
from networks import convolutional_network, dense_network, normal

VALID, INVALID, GREY = "valid", "invalid", "grey"


@dataclass(frozen=True)
class Family:
    """A group of networks that differ in their initial weights only, and the verdict they deserve."""

    name: str
    verdict: str
    build: Callable[[], keras.Model]


def _family(name: str, verdict: str, build: Callable[..., keras.Model] = dense_network, **options: Any) -> Family:
    return Family(name, verdict, partial(build, **options))


def _valid() -> list[Family]:

    def good(name: str, build: Callable[..., keras.Model] = dense_network, **options: Any) -> Family:
        return _family(name, VALID, build, **options)

    he, lecun = "he_normal", "lecun_normal"
    plain = {
        "relu he": ("relu", he), "relu glorot": ("relu", "glorot_uniform"), "relu orthogonal": ("relu", "orthogonal"),
        "relu lecun": ("relu", lecun), "leaky relu glorot": ("leaky_relu", "glorot_uniform"),
        "leaky relu he": ("leaky_relu", he), "elu glorot": ("elu", "glorot_uniform"), "elu he": ("elu", he),
        "selu lecun": ("selu", lecun), "selu glorot": ("selu", "glorot_uniform"),
        "gelu glorot": ("gelu", "glorot_uniform"), "gelu he": ("gelu", he), "silu glorot": ("silu", "glorot_uniform"),
        "silu he": ("silu", he), "mish glorot": ("mish", "glorot_uniform"), "mish he": ("mish", he),
        "tanh glorot": ("tanh", "glorot_uniform"), "tanh lecun": ("tanh", lecun), "tanh he": ("tanh", he),
        "tanh orthogonal": ("tanh", "orthogonal"), "softsign glorot": ("softsign", "glorot_uniform"),
        "relu N(0, 0.05)": ("relu", normal(0.05)), "relu N(0, 0.1)": ("relu", normal(0.1)),
    }  # fmt: skip
    found = [good(name, activation=activation, init=init) for name, (activation, init) in plain.items()]
    for activation, init in {"relu": he, "elu": he, "gelu": he, "silu": he, "tanh": "glorot_uniform"}.items():
        found += [good(f"{activation} batch norm {place}", activation=activation, init=init, **{place: "batch"})
                  for place in ("before", "after")]  # fmt: skip
    found += [good(f"{activation} {kind} norm {place}", activation=activation, **{place: kind})
              for activation in ("relu", "tanh", "sigmoid") for kind in ("layer", "rms")
              for place in ("before", "after")
              if not (activation == "sigmoid" and kind == "rms")]  # fmt: skip
    found += [good(f"sigmoid batch norm {place}", activation="sigmoid", **{place: "batch"})
              for place in ("before", "after")]  # fmt: skip
    found += [good(f"sigmoid batch norm {place}, depth 10", activation="sigmoid", hidden=(128,) * 10,
                   **{place: "batch"}) for place in ("before", "after")]  # fmt: skip
    found += [good(f"relu he dropout {rate}", init=he, dropout=rate) for rate in (0.2, 0.5)]
    found += [good(f"relu he 3 layers dropout {rate}", init=he, dropout=rate, hidden=(128,) * 3) for rate in (0.5,)]
    found += [
        good("lecture solution", hidden=(128, 64, 32), after="batch", dropout=0.2),
        good("lecture solution 128", hidden=(128, 128, 128), after="batch", dropout=0.2),
        good("selu lecun dropout 0.2", activation="selu", init=lecun, dropout=0.2),
        good("relu he batch norm before dropout 0.5", init=he, before="batch", dropout=0.5),
        good("sigmoid batch norm after dropout 0.5", activation="sigmoid", after="batch", dropout=0.5),
        good("sigmoid batch norm before dropout 0.2", activation="sigmoid", before="batch", dropout=0.2),
        good("sigmoid batch norm before dropout 0.5", activation="sigmoid", before="batch", dropout=0.5),
        good("sigmoid batch norm before 256-128-64", activation="sigmoid", before="batch", hidden=(256, 128, 64)),
        good(
            "sigmoid batch norm before 128-64-32 dropout 0.2",
            activation="sigmoid",
            before="batch",
            hidden=(128, 64, 32),
            dropout=0.2,
        ),
        good(
            "sigmoid batch norm after 128-64-32 dropout 0.2",
            activation="sigmoid",
            after="batch",
            hidden=(128, 64, 32),
            dropout=0.2,
        ),
        good("sigmoid batch norm before width 16", activation="sigmoid", before="batch", hidden=(16,) * 4),
        good("sigmoid batch norm before width 32", activation="sigmoid", before="batch", hidden=(32,) * 4),
        good("sigmoid batch norm before depth 3", activation="sigmoid", before="batch", hidden=(128,) * 3),
        good("hard sigmoid batch norm before", activation="hard_sigmoid", before="batch"),
        good("hard sigmoid batch norm after", activation="hard_sigmoid", after="batch"),
        good("sigmoid layer norm before depth 3", activation="sigmoid", before="layer", hidden=(128,) * 3),
        good("sigmoid layer norm before width 32", activation="sigmoid", before="layer", hidden=(32,) * 4),
        good("sigmoid layer norm before width 512", activation="sigmoid", before="layer", hidden=(512,) * 4),
        good("sigmoid layer norm before 128-64-32", activation="sigmoid", before="layer", hidden=(128, 64, 32)),
        good("sigmoid layer norm before he", activation="sigmoid", before="layer", init="he_normal"),
        good("sigmoid layer norm before dropout 0.2", activation="sigmoid", before="layer", dropout=0.2),
        good("sigmoid batch norm before dropout 0.3", activation="sigmoid", before="batch", dropout=0.3),
    ]
    found += [good(f"relu he depth {n}", init=he, hidden=(128,) * n) for n in (3, 6, 8, 10)]
    found += [good(f"relu glorot depth {n}", hidden=(128,) * n) for n in (3, 6, 8, 10)]
    found += [good(f"tanh glorot depth {n}", activation="tanh", hidden=(128,) * n) for n in (3, 6, 10, 20)]
    found += [good(f"selu lecun depth {n}", activation="selu", init=lecun, hidden=(128,) * n) for n in (10, 20)]
    found += [good(f"relu he batch norm before depth {n}", init=he, before="batch", hidden=(128,) * n)
              for n in (10, 20, 30)]  # fmt: skip
    found += [good(f"residual {a} {i} depth {n}", activation=a, init=initial, residual=True, hidden=(128,) * n)
              for a, i, initial, n in (("relu", "he", he, 4), ("relu", "glorot", "glorot_uniform", 4),
                                       ("tanh", "glorot", "glorot_uniform", 4),
                                       ("tanh", "glorot", "glorot_uniform", 10))]  # fmt: skip
    found += [good(f"residual tanh depth {n}", activation="tanh", residual=True, hidden=(128,) * n) for n in (20, 30)]
    found += [good(f"residual relu batch norm before depth {n}", init=he, before="batch", residual=True,
                   hidden=(128,) * n) for n in (4, 10)]  # fmt: skip
    found += [good(f"relu he width {w}", init=he, hidden=(w,) * 4) for w in (16, 32, 64, 256, 512)]
    found += [good(f"tanh glorot width {w}", activation="tanh", hidden=(w,) * 4) for w in (16, 32, 512)]
    found += [
        good("relu he 512-256-128-64", init=he, hidden=(512, 256, 128, 64)),
        good("relu he 256-128-64", init=he, hidden=(256, 128, 64)),
        good("relu he 64-32-16", init=he, hidden=(64, 32, 16)),
        good("relu he 32-64-128-256", init=he, hidden=(32, 64, 128, 256)),
        good("tanh glorot 256-128-64", activation="tanh", hidden=(256, 128, 64)),
        good("convolutions relu he", build=convolutional_network, activation="relu", init=he),
        good("convolutions relu glorot", build=convolutional_network, activation="relu"),
        good("convolutions tanh", build=convolutional_network, activation="tanh"),
        good("convolutions relu batch norm", build=convolutional_network, activation="relu", before="batch"),
    ]
    return found


def _invalid() -> list[Family]:
    bad = partial(_family, verdict=INVALID)
    sigmoid = partial(bad, activation="sigmoid")
    found = [
        sigmoid("problem network"),
        sigmoid("sigmoid he", init="he_normal"),
        sigmoid("sigmoid lecun", init="lecun_normal"),
        sigmoid("sigmoid orthogonal", init="orthogonal"),
        sigmoid("sigmoid N(0, 0.05)", init=normal(0.05)),
        sigmoid("sigmoid N(0, 1)", init=normal(1.0)),
        sigmoid("sigmoid N(0, 1), glorot output", init=normal(1.0), last_init="glorot_uniform"),
        sigmoid("sigmoid dropout 0.2", dropout=0.2),
        sigmoid("sigmoid dropout 0.5", dropout=0.5),
        bad("hard sigmoid", activation="hard_sigmoid"),
        bad("linear", activation="linear"),
        bad("zeros", init="zeros"),
        bad("constant 0.01", init=keras.initializers.Constant(0.01)),
        bad("constant 0.1 tanh", activation="tanh", init=keras.initializers.Constant(0.1)),
        bad("softmax hidden", activation="softmax"),
        bad("relu N(0, 1)", init=normal(1.0)),
        bad("relu N(0, 0.5)", init=normal(0.5)),
        bad("tanh N(0, 1)", activation="tanh", init=normal(1.0)),
        bad("relu N(0, 0.01)", init=normal(0.01)),
        bad("relu he dropout 0.95", init="he_normal", dropout=0.95),
        bad("relu he dropout 0.99", init="he_normal", dropout=0.99),
        bad("relu he frozen 1", init="he_normal", frozen=1),
        bad("relu he frozen 3", init="he_normal", frozen=3),
    ]
    found += [sigmoid(f"sigmoid depth {n}", hidden=(128,) * n) for n in (1, 2, 3, 6, 10)]
    found += [sigmoid(f"sigmoid width {w}", hidden=(w,) * 4) for w in (16, 32, 512)]
    found += [sigmoid("sigmoid 512-256-128-64", hidden=(512, 256, 128, 64)),
              sigmoid("sigmoid 256-128-64", hidden=(256, 128, 64)),
              sigmoid("sigmoid he depth 3", init="he_normal", hidden=(128,) * 3),
              sigmoid("sigmoid he 512-256-128-64", init="he_normal", hidden=(512, 256, 128, 64)),
              sigmoid("sigmoid he 256-128-64", init="he_normal", hidden=(256, 128, 64)),
              sigmoid("sigmoid he 128-64-32", init="he_normal", hidden=(128, 64, 32)),
              sigmoid("sigmoid he width 512", init="he_normal", hidden=(512,) * 4),
              sigmoid("sigmoid he width 512 depth 3", init="he_normal", hidden=(512,) * 3),
              sigmoid("sigmoid he 512-256-128", init="he_normal", hidden=(512, 256, 128)),
              sigmoid("sigmoid he dropout 0.5", init="he_normal", dropout=0.5),
              sigmoid("sigmoid he dropout 0.2", init="he_normal", dropout=0.2),
              sigmoid("sigmoid 64-32-16", hidden=(64, 32, 16)),
              bad("convolutions sigmoid", build=convolutional_network, activation="sigmoid")]  # fmt: skip
    found += [bad(f"relu he depth {n}", init="he_normal", hidden=(128,) * n) for n in (1, 2)]
    return found


def _grey() -> list[Family]:
    grey = partial(_family, verdict=GREY)
    found = [grey(f"residual sigmoid depth {n}", activation="sigmoid", residual=True, hidden=(128,) * n)
             for n in (3, 4, 10, 30)]  # fmt: skip
    found += [grey(f"softplus {init}", activation="softplus", init=init) for init in ("glorot_uniform", "he_normal")]
    found += [grey(f"softplus depth {n}", activation="softplus", hidden=(128,) * n) for n in (3, 10)]
    found += [grey(f"relu {init} depth {n}", init=init, hidden=(128,) * n)
              for init, n in (("he_normal", 20), ("he_normal", 30), ("glorot_uniform", 20),
                              ("glorot_uniform", 30))]  # fmt: skip
    found += [
        grey(f"{a} {i} width 8", activation=a, init=i, hidden=(8,) * 4)
        for a, i in (("relu", "he_normal"), ("relu", "glorot_uniform"), ("tanh", "glorot_uniform"))
    ]
    found += [
        grey("relu he depth 10 width 16", init="he_normal", hidden=(16,) * 10),
        grey("residual relu glorot depth 10", residual=True, hidden=(128,) * 10),
        grey("residual relu batch norm before depth 30", init="he_normal", before="batch", residual=True,
             hidden=(128,) * 30),
        grey("residual relu he depth 10", init="he_normal", residual=True, hidden=(128,) * 10),
        grey("residual relu he depth 20", init="he_normal", residual=True, hidden=(128,) * 20),
        grey("relu N(0, 0.02)", init=normal(0.02)),
        grey("relu N(0, 0.2)", init=normal(0.2)),
        grey("relu N(0, 0.3)", init=normal(0.3)),
        grey("tanh N(0, 0.01)", activation="tanh", init=normal(0.01)),
        grey("tanh N(0, 0.05)", activation="tanh", init=normal(0.05)),
        grey("tanh N(0, 0.3)", activation="tanh", init=normal(0.3)),
        grey("relu he dropout 0.8", init="he_normal", dropout=0.8),
        grey("relu he batch norm before dropout 0.8", init="he_normal", before="batch", dropout=0.8),
        grey("sigmoid batch norm before depth 30", activation="sigmoid", before="batch", hidden=(128,) * 30),
        grey("sigmoid layer norm before depth 10", activation="sigmoid", before="layer", hidden=(128,) * 10),
        grey("sigmoid N(0, 0.15)", activation="sigmoid", init=normal(0.15)),
        grey("sigmoid N(0, 0.3)", activation="sigmoid", init=normal(0.3)),
        grey("sigmoid N(0, 0.5)", activation="sigmoid", init=normal(0.5)),
        grey("sigmoid N(0, 0.2)", activation="sigmoid", init=normal(0.2)),
        grey("sigmoid layer norm before depth 6", activation="sigmoid", before="layer", hidden=(128,) * 6),
        grey("sigmoid layer norm before dropout 0.5", activation="sigmoid", before="layer", dropout=0.5),
        grey("sigmoid layer norm before width 16", activation="sigmoid", before="layer", hidden=(16,) * 4),
        grey("residual sigmoid depth 20", activation="sigmoid", residual=True, hidden=(128,) * 20),
        grey("sigmoid rms norm before", activation="sigmoid", before="rms"),
        grey("sigmoid rms norm after", activation="sigmoid", after="rms"),
        grey("sigmoid glorot x4", activation="sigmoid",
             init=keras.initializers.VarianceScaling(16.0, "fan_avg", "uniform")),
        grey("relu6 he", activation="relu6", init="he_normal"),
        grey("exponential glorot", activation="exponential"),
    ]  # fmt: skip
    return found


FAMILIES: list[Family] = [*_valid(), *_invalid(), *_grey()]
