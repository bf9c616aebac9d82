# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   gradlab:
#     released_as: week5_gradient_problems_colab.ipynb
# ---

# %% [markdown]
# # Week 5: vanishing and exploding gradients
#
# A deep network learns by passing a gradient back through all of its layers. In this lecture we watch that gradient get lost, watch it
# blow up, and try every common remedy **beside the sick network**, one at a time.
#
# | Section | Question | Minutes |
# |---|---|---:|
# | [Setup](#Setup) | - | 3 |
# | [1 The chain rule is a long product](#1-The-chain-rule-is-a-long-product) | where do the factors come from? | 15 |
# | [2 Vanishing](#2-Vanishing) | how much gradient reaches the first layer? | 17 |
# | [3 Exploding](#3-Exploding) | how do we notice, and how early? | 15 |
# | [4 Remedies for vanishing](#4-Remedies-for-vanishing) | which single change helps, and by how much? | 20 |
# | [5 Remedies for explosion](#5-Remedies-for-explosion) | what keeps training alive? | 13 |
# | [6 Gradients through time](#6-Gradients-through-time) | why do plain RNNs forget? | 10 |
# | [7 Results and diagnostic card](#7-Results-and-diagnostic-card) | what do we take along? | 7 |
#
# **After this lecture you can**
#
# 1. explain with the chain rule why gradients vanish or explode in deep networks (sections 1, 2 and 6),
# 2. measure gradient norms by layer and over time, and detect vanishing and explosion (sections 2 and 3),
# 3. choose a remedy for vanishing gradients and prove by measurement that it works (section 4),
# 4. stabilise an exploding training, and say what the remedy does not fix (section 5).
#
# All numbers in this notebook are computed when you run it. **Yours will differ** a little from those on the screen. Lines that end in
# `#@param` are there to be changed: in Colab they show a slider, elsewhere edit the number and run the cell again.

# %% [markdown]
# ## Setup
#
# Run this cell first. It takes about 20 seconds, most of it for importing TensorFlow. It needs no network.

# %%
import base64
import importlib
import importlib.util
import io
import os
import sys
import zipfile


class NotReady(Exception):
    """What is missing, and how to mend it; shown as a sentence, without a traceback."""

    def _render_traceback_(self):
        return [str(self)]


if sys.version_info < (3, 10):
    raise NotReady(f"This notebook needs Python 3.10 or newer, and this kernel has {sys.version.split()[0]}. Choose another kernel.")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

TOOLKIT = ""  # A released notebook carries the toolkit here as text, so that it also works on its own.
if TOOLKIT and importlib.util.find_spec("gradlab") is None:
    zipfile.ZipFile(io.BytesIO(base64.b64decode(TOOLKIT))).extractall("gradlab_toolkit")
    sys.path.insert(0, os.path.abspath("gradlab_toolkit"))
    importlib.invalidate_caches()
for package, remedy in {
    "tensorflow": "Run: pip install 'tensorflow-cpu>=2.16,<2.22'",
    "sklearn": "Run: pip install scikit-learn",
    "matplotlib": "Run: pip install matplotlib",
    "gradlab": "Open this notebook in the folder that holds the folder 'gradlab'",
}.items():
    if importlib.util.find_spec(package) is None:
        raise NotReady(f"The package {package} is missing. {remedy}, restart the kernel and run this cell again.")

import keras
import numpy as np
import tensorflow as tf

import gradlab
from gradlab.plots.figure import new_picture, styles

if int(keras.__version__.split(".")[0]) < 3:
    raise NotReady(
        f"This lecture needs Keras 3, and this kernel has Keras {keras.__version__}. "
        "Run: pip install 'tensorflow-cpu>=2.16,<2.22', restart the kernel and run this cell again."
    )


def show(picture, axis, title, x, y, words):
    """Label a picture and show it; `words` say what it shows, as a caption and for screen readers."""
    axis.set(title=title, xlabel=x, ylabel=y)
    axis.legend(fontsize=11, framealpha=0.9, edgecolor="none")
    picture.alt_text = words
    display(picture)


def print_table(heading, rows):
    """Print rows of a label and numbers under a heading of column names."""
    first = max(len(heading[0]), *(len(label) for label, *_ in rows))
    widths = [max(len(name), 9) for name in heading[1:]]
    print("   ".join([f"{heading[0]:<{first}}"] + [f"{name:>{width}}" for name, width in zip(heading[1:], widths)]))
    for label, *numbers in rows:
        cells = [f"{number:>{width}.4g}" for number, width in zip(numbers, widths)]
        print("   ".join([f"{label:<{first}}", *cells]))


keras.utils.set_random_seed(5)
x_train, y_train, x_test, y_test = gradlab.split_digits()
x_probe, y_probe = x_train[:64], y_train[:64]
results = []  # every experiment of sections 2 and 4 adds a row; section 7 prints them all
print(f"Python {sys.version.split()[0]}, TensorFlow {tf.__version__}, Keras {keras.__version__}. Ready.")

# %% [markdown]
# ## 1 The chain rule is a long product
#
# For a network $a_l = \phi(W_l a_{l-1})$ the chain rule gives the gradient of the first layer as a product:
#
# $$\frac{\partial L}{\partial a_1} = \frac{\partial L}{\partial a_n}\; \prod_{l=2}^{n} \mathrm{diag}\big(\phi'(z_l)\big)\, W_l$$
#
# Each layer contributes one factor: the slope of its activation times its weights. If the factors shrink vectors on average, the gradient
# **vanishes**; if they stretch them, it **explodes**. Only in between does it arrive.
#
# ### The slopes
#
# **Predict:** what is the largest slope of the sigmoid, and of tanh?

# %%
z = tf.Variable(np.linspace(-6, 6, 121), dtype=tf.float32)
slopes = {}
picture, axis = new_picture()
for name, style in zip(("sigmoid", "tanh", "relu"), styles()):
    with tf.GradientTape() as tape:
        value = tf.reduce_sum(getattr(keras.activations, name)(z))
    slopes[name] = tape.gradient(value, z).numpy()
    axis.plot(z.numpy(), slopes[name], label=name, markevery=12, **style)
largest = ", ".join(f"{name} {slope.max():.2g}" for name, slope in slopes.items())
show(picture, axis, "What one layer can pass back at most", "input z of a unit", "slope", f"Largest slope: {largest}.")
print_table(
    ["activation", "largest slope", "slope at z = 2", "slope at z = 5"],
    [(name, s.max(), s[np.argmin(abs(z.numpy() - 2))], s[np.argmin(abs(z.numpy() - 5))]) for name, s in slopes.items()],
)

# %% [markdown]
# *The figure in words: the sigmoid's slope is a low hill with its top at zero. The slope of tanh is a hill that is four times as high and narrower. The
# slope of ReLU is a step from 0 to 1, at zero. Beyond plus or minus 5 the first two are flat: units there are saturated. The table has the numbers.*
#
# ### The product
#
# The next cell multiplies real factors, one per layer, and follows the length of a gradient vector on its way back from layer 30 to layer 1. Nothing is
# trained; it is the formula above with random weights of the usual (Glorot) size.
#
# **Predict:** which of the three lines is level?

# %%
depth = 30  #@param {type:"slider", min:5, max:60}
width = 64
generator = np.random.default_rng(0)
functions = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-abs(z)) / (1 + np.exp(-abs(z))) ** 2),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "linear, weights twice as wide": (lambda z: z, np.ones_like),
}
rows = []
picture, axis = new_picture()
for (name, (activation, slope)), style in zip(functions.items(), styles()):
    scale = (2 if name.startswith("linear") else 1) / np.sqrt(width)
    signal, factors = generator.normal(size=width), []
    for _ in range(depth):
        weights = generator.normal(scale=scale, size=(width, width))
        z = weights @ signal
        signal = activation(z)
        factors.append(slope(z)[:, None] * weights)
    gradient, lengths = np.ones(width) / np.sqrt(width), []
    for factor in reversed(factors):
        gradient = factor.T @ gradient
        lengths.append(np.linalg.norm(gradient))
    axis.semilogy(range(1, depth + 1), lengths, label=name, markevery=3, **style)
    rows.append((name, lengths[0], lengths[-1], (lengths[-1] / lengths[0]) ** (1 / (depth - 1))))
show(
    picture,
    axis,
    title="A product of many factors grows or shrinks like a power",
    x="number of factors multiplied so far",
    y="length of the gradient, log scale",
    words=f"Length after {depth} factors: " + ", ".join(f"{name} {last:.1e}" for name, _, last, _ in rows) + ".",
)
print_table(["activation", "after 1 factor", f"after {depth}", "mean factor"], rows)

# %% [markdown]
# *The figure in words: on a logarithmic axis each product is nearly a straight line. The sigmoid falls steeply, tanh falls gently, and the linear layers
# with weights that are twice as wide rise steeply. The last column of the table is the factor per layer.*
#
# A factor of 0.25 per layer is an upper bound for the sigmoid's *slope*, not a prediction: the weights count as well. The next cell
# shows what they do: the same product once more, with sigmoids only, and weights of three sizes.

# %%
rows = []
for times in (1, 2, 4):
    signal, gradient, factors = generator.normal(size=width), np.ones(width) / np.sqrt(width), []
    for _ in range(depth):
        weights = generator.normal(scale=times / np.sqrt(width), size=(width, width))
        z = weights @ signal
        signal = functions["sigmoid"][0](z)
        factors.append(functions["sigmoid"][1](z)[:, None] * weights)
    for factor in reversed(factors):
        gradient = factor.T @ gradient
    rows.append((f"{times} x", np.linalg.norm(gradient), np.linalg.norm(gradient) ** (1 / depth)))
print_table(["size of the weights", f"after {depth} factors", "mean factor"], rows)

# %% [markdown]
# ## 2 Vanishing
#
# ### Measure a real network
#
# `create_deep_sigmoid_network` builds ten sigmoid layers before a softmax. `analyze_gradients` measures, for each layer, the length (L2 norm) of the
# gradient with respect to its weight matrix, on 64 digits, and draws it.
#
# **Predict:** how many times smaller is the gradient of the first layer than that of the last? Ten times, a thousand times, a million times?

# %%
def analyze_gradients(networks, x=x_probe, y=y_probe):
    """Draw the gradient norms of several networks by layer, print first, last and ratio, and return the norms."""
    norms = {name: gradlab.gradient_norms(model, x, y) for name, model in networks.items()}
    display(gradlab.plot_gradient_flow(norms))
    values = {name: list(by_layer.values()) for name, by_layer in norms.items()}
    print_table(
        ["network", "first layer", "last layer", "first / last"],
        [(name, v[0], v[-1], gradlab.first_last_ratio(norms[name])) for name, v in values.items()],
    )
    return norms


layers = 10  #@param {type:"slider", min:2, max:20}
sick = gradlab.create_deep_sigmoid_network(depth=layers)
healthy = keras.Sequential(
    [keras.Input((784,))]
    + [keras.layers.Dense(64, activation="tanh") for _ in range(layers)]
    + [keras.layers.Dense(10, activation="softmax")]
)
norms = analyze_gradients({"sigmoid": sick, "tanh (healthy control)": healthy})

# %% [markdown]
# ### Why a fixed limit misleads
#
# Is "a norm below 0.0001" a good alarm? The next cell measures the healthy control with its own loss and with the same loss in other units (a thousandth). The
# norms change by the same factor, and the ratio of first to last layer does not.

# %%
cross_entropy = keras.losses.SparseCategoricalCrossentropy()
own = gradlab.gradient_norms(healthy, x_probe, y_probe)
small = gradlab.gradient_norms(healthy, x_probe, y_probe, loss=lambda y, p: 0.001 * cross_entropy(y, p))
print_table(
    ["healthy control", "first layer", "last layer", "first / last"],
    [
        (name, next(iter(n.values())), list(n.values())[-1], gradlab.first_last_ratio(n))
        for name, n in {"its loss": own, "a thousandth of it": small}.items()
    ],
)

# %% [markdown]
# So: **vanishing is judged by the ratio of first to last layer**, or better by the share of the gradient that each layer passes on.
#
# ### What it does to learning
#
# The next cell trains both networks for a few epochs (about 10 seconds). How far have the weights of each layer moved?

# %%
def train(model, epochs=4, optimizer=None):
    """Train on the digits; return the accuracy on the test digits."""
    model.compile(optimizer or keras.optimizers.Adam(0.001), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, epochs=epochs, batch_size=32, verbose=0)
    return model.evaluate(x_test, y_test, verbose=0)[1]


def measure(name, model, epochs=4):
    """Measure a fresh network, train it, add a row to the results, and return its norms by layer."""
    norms = gradlab.gradient_norms(model, x_probe, y_probe)
    inputs = [kernel.variable.shape[0] for kernel in gradlab.trainable_kernels(model)]
    hidden = (np.array(list(norms.values())) / np.sqrt(inputs))[1:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (hidden[0] / hidden[-1]) ** (1 / (len(hidden) - 1)) if len(hidden) > 1 else np.nan
    results.append((name, gradlab.first_last_ratio(norms), share, train(model, epochs)))
    return norms


columns = ["network", "first / last", "share passed on", "test accuracy"]
moved = {}
for name, model in {"sigmoid": sick, "tanh": healthy}.items():
    before = [kernel.variable.numpy() for kernel in gradlab.trainable_kernels(model)]
    measure(f"{name}, {layers} layers", model)
    after = [kernel.variable.numpy() for kernel in gradlab.trainable_kernels(model)]
    moved[name] = [np.linalg.norm(b - a) / np.linalg.norm(a) for a, b in zip(before, after)]
print_table(columns, results)
print()
print_table(["relative change of the weights", *moved], [(f"layer {i}", *pair) for i, pair in enumerate(zip(*moved.values()), 1)])

# %% [markdown]
# Adam divides every step by the size of its gradient, so even the starved layers move. But they move on noise: look at the accuracy. **Adam masks vanishing
# gradients, it does not cure them.**

# %% [markdown]
# ## 3 Exploding
#
# ### The four key metrics
#
# `detect_and_visualize_explosion` trains a network with plain gradient descent. It watches the norm of the gradients in every epoch, and reports four numbers:
# the **threshold**, the **frequency** of events, the **maximum** (the largest finite norm) and the **epochs until the first event**. NaN and infinity are
# events as well: `nan > 100` is `False`, so a comparison alone misses them.
#
# The network has ReLU layers, a linear output and weights drawn too wide. (Behind a sigmoid or a softmax output such weights often give a gradient of exactly
# zero, which would hide the explosion.)
#
# **Predict:** in which epoch will the first NaN appear?

# %%
def watch(start, epochs=12, optimizer=None):
    """Train a copy of a network on 256 digits, one step per epoch, and return the monitor that watched."""
    model = keras.models.clone_model(start)
    model.set_weights(start.get_weights())
    model.compile(optimizer or keras.optimizers.SGD(0.003), "mean_squared_error")
    monitor = gradlab.GradientMonitor(threshold=100.0)
    x, targets = x_train[:256], y_train[:256].astype("float32")
    model.fit(x, targets, batch_size=256, epochs=epochs, shuffle=False, verbose=0, callbacks=[monitor])
    return monitor


def detect_and_visualize_explosion(start, title="exploding network", **kwargs):
    """Train, watch the gradients, draw them over time, as a distribution and by layer, and report the key metrics."""
    monitor = watch(start, **kwargs)
    display(gradlab.plot_explosions(monitor, title=title))
    print_table(
        ["epoch", "global norm", "loss"],
        [(str(step.epoch), step.norm, epoch["loss"]) for step, epoch in zip(monitor.steps, monitor.epochs)],
    )
    metrics = gradlab.key_metrics(monitor)
    print(f"threshold {metrics.threshold:g}, frequency {metrics.frequency:.2f}, maximum {metrics.maximum:.3g}", end=", ")
    print(f"epochs until the first event: {'no event' if metrics.first is None else metrics.first}")
    return metrics


exploding = gradlab.create_exploding_network(stddev=0.25)
exploding_metrics = detect_and_visualize_explosion(exploding)

# %% [markdown]
# *The figure in words: top left, the norm by step (one step per epoch here), with triangles for norms above the threshold and crosses at the upper edge for norms that are NaN or
# infinite. Top right, how often which norm occurred. Below, one row per layer from the input down to the output; brighter means larger, grey has no finite value. The table has the same
# numbers.*
#
# ### The healthy control
#
# The same network with narrower weights must raise no alarm. A detector that cries at healthy networks is soon switched off.

# %%
calm_metrics = detect_and_visualize_explosion(gradlab.create_exploding_network(stddev=0.1), title="healthy control")

# %% [markdown]
# ## 4 Remedies for vanishing
#
# One builder, one switch per remedy. Every experiment changes **one thing** in the sick network with ten sigmoid layers and measures ratio, share passed on per hidden layer, and accuracy
# on test digits after four epochs. The section takes about a minute to run. The next cell measures the sick network, *off* in all figures.

# %%
def normalised(x):
    """Batch normalisation whose moving averages follow within the few steps of these short trainings."""
    return keras.layers.BatchNormalization(momentum=0.9)(x)


def build(activation="sigmoid", start="glorot_uniform", batch_norm=False, residual=False, depth=10, width=64):
    """Build the network of section 2 with remedies switched on or off."""
    inputs = keras.Input((784,))
    x = keras.layers.Dense(width, kernel_initializer=start)(inputs)
    x = keras.layers.Activation(activation)(normalised(x) if batch_norm else x)
    for _ in range(depth - 1):
        branch = keras.layers.Dense(width, kernel_initializer=start)(x)
        if batch_norm:
            branch = normalised(branch)
        branch = keras.layers.Activation(activation)(branch)
        x = keras.layers.Add()([x, branch]) if residual else branch
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))


def on_and_off(name, **switch):
    """Compare the sick network with the one in which one switch is on: figure, table, results."""
    norms = {"sigmoid, sick (off)": off, f"{name} (on)": measure(name, build(**switch))}
    display(gradlab.plot_gradient_flow(norms))
    print_table(columns, [off_row, results[-1]])


off = measure("sigmoid, sick", build())
off_row = results[-1]
print_table(columns, [off_row])


# %% [markdown]
# ### ReLU in place of sigmoid
#
# **Predict:** ReLU has slope 1 for half of its inputs and 0 for the other half. Is that enough with Keras's usual Glorot weights?

# %%
on_and_off("ReLU, Glorot weights", activation="relu")

# %% [markdown]
# ### He weights
#
# He weights have variance 2 / n and are made for ReLU, which throws half of the signal away. **Predict:** do they help the sigmoid as well?

# %%
on_and_off("sigmoid, He weights", start="he_normal")

# %% [markdown]
# ### Xavier (Glorot) weights
#
# Glorot weights have variance 2 / (inputs + outputs) and suit tanh. They are Keras's default, so to switch them off we draw narrow weights, from a normal
# distribution of width 0.05. The same off and on for ReLU and its He weights stands beside it.
#
# **Predict:** which of the four lines are level?

# %%
narrow = keras.initializers.RandomNormal(stddev=0.05)
norms = {
    "tanh, narrow (off)": measure("tanh, narrow weights", build("tanh", start=narrow)),
    "tanh, Xavier (on)": measure("tanh, Xavier weights", build("tanh", start="glorot_uniform")),
    "ReLU, narrow (off)": measure("ReLU, narrow weights", build("relu", start=narrow)),
    "ReLU, He (on)": measure("ReLU, He weights", build("relu", start="he_normal")),
}
display(gradlab.plot_gradient_flow(norms))
heights = [next(iter(by_layer.values())) for by_layer in (off, *norms.values())]
print_table([*columns, "first norm"], [(*row, height) for row, height in zip([off_row, *results[-4:]], heights)])

# %% [markdown]
# All four lines are nearly level, so ratio and share **do not see** the narrow weights. Look at the heights: narrow weights shrink the signal on its way
# forward as much as the gradient on its way back, and a kernel's gradient is the product of both. It is small in every layer alike, and the accuracy
# suffers. So look at ratio *and* size, and compare sizes only for the same loss.
#
# The sweep below shows why the size of the initial weights matters so much: signal and gradient are multiplied by it once per layer.

# %%
widths = np.array([0.02, 0.05, 0.1, 0.18, 0.3, 0.6, 1.0])
sweep = {"relu": [], "tanh": [], "sigmoid": []}
picture, axis = new_picture()
for (activation, norms), style in zip(sweep.items(), styles()):
    for stddev in widths:
        model = build(activation, keras.initializers.RandomNormal(stddev=stddev))
        norms.append(next(iter(gradlab.gradient_norms(model, x_probe, y_probe).values())))
    axis.loglog(widths, norms, label=activation, **style)
axis.axvline(np.sqrt(2 / 64), color="grey", linestyle=":", label="He, 64 inputs")
show(
    picture,
    axis,
    title="Too narrow vanishes, too wide explodes or saturates",
    x="standard deviation of the initial weights, log scale",
    y="first layer's gradient norm, log scale",
    words="First layer's norm from the narrowest to the widest weights: "
    + ", ".join(f"{name} {norms[0]:.1e} to {norms[-1]:.1e}" for name, norms in sweep.items()) + ".",
)
print_table(["standard deviation", *sweep], [(f"{s:g}", *row) for s, row in zip(widths, zip(*sweep.values()))])

# %% [markdown]
# *The figure in words: one line per activation. ReLU's rises steeply over many powers of ten from left to right; the dotted line marks He's choice, where it passes through moderate
# values. The sigmoid's norm stays low for all widths up to the He value. The table has the numbers.*
#
# ### Batch normalisation
#
# Batch normalisation brings the input of every activation back to mean 0 and standard deviation 1, where the slope is largest. Measure with `training=True`: in inference mode a fresh
# batch normalisation does nothing.

# %%
on_and_off("sigmoid, batch norm", batch_norm=True)
inference = gradlab.gradient_norms(build(batch_norm=True), x_probe, y_probe, training=False)
print(f"The same kind of network measured with training=False: first / last = {gradlab.first_last_ratio(inference):.3g}")

# %% [markdown]
# ### Residual connections
#
# A block computes x + f(x), so its derivative is 1 + f'(x). **Predict:** will shortcuts help while the sigmoids stay?

# %%
on_and_off("sigmoid, shortcuts", residual=True)

# %% [markdown]
# ### Two honest counter-examples
#
# Narrow ReLU networks can be born dead: if all units of one layer are at zero for every input, no gradient passes at all. How often?

# %%
dead, trials = {4: 0, 64: 0}, 20
for units in dead:
    for _ in range(trials):
        model = build("relu", "he_normal", depth=15, width=units)
        dead[units] += next(iter(gradlab.gradient_norms(model, x_probe, y_probe).values())) == 0.0
for units, count in dead.items():
    print(f"ReLU with He weights, 15 layers, {units} units wide: first layer's gradient exactly zero in {count} of {trials} networks")

# %% [markdown]
# And clipping does not help against vanishing, since it only ever makes gradients shorter.

# %%
clipped = build()
accuracy = train(clipped, optimizer=keras.optimizers.Adam(0.001, clipnorm=1.0))
print_table(["network", "test accuracy"], [("sigmoid, sick", off_row[-1]), ("sigmoid with clipnorm=1", accuracy)])

# %% [markdown]
# ## 5 Remedies for explosion
#
# ### Three ways to clip
#
# | name in Keras | what is limited |
# |---|---|
# | `clipnorm` | the norm of each variable's gradient on its own |
# | `global_clipnorm` | the norm of all gradients together; the direction stays |
# | `clipvalue` | every single number |
#
# The next cell clips two gradients of lengths 3 and 4 in the three ways. **Predict:** which of them keep the ratio 3 : 4? The cosine compares the whole
# step before and after; 1 means the same direction.

# %%
two = [tf.constant([3.0, 0.0]), tf.constant([2.4, 3.2])]
clipped_globally, second_result = tf.clip_by_global_norm(two, 1.0)
clipped = {
    "not clipped": two,
    "clipnorm=1": [tf.clip_by_norm(gradient, 1.0) for gradient in two],
    "global_clipnorm=1": clipped_globally,
    "clipvalue=0.5": [tf.clip_by_value(gradient, -0.5, 0.5) for gradient in two],
}
step, rows = tf.concat(two, axis=0), []
for name, gradients in clipped.items():
    after = tf.concat(gradients, axis=0)
    cosine = tf.tensordot(step, after, 1) / (tf.norm(step) * tf.norm(after))
    rows.append((name, *[tf.norm(g).numpy() for g in gradients], tf.norm(after).numpy(), cosine.numpy()))
print_table(["", "first", "second", "global norm", "cosine"], rows)
print(f"The second result of tf.clip_by_global_norm is {second_result:.3g}: the global norm before clipping.")

# %% [markdown]
# ### One remedy at a time
#
# Back to the exploding network of section 3, from the **same initial weights** wherever the remedy allows it. Beside the three ways to clip stand L2 (a penalty
# on large weights), better initial weights, and a learning-rate schedule. The schedule is a warm-up: in 20 epochs it rises to the rate that all others use.
#
# **Predict:** which of the six keep the loss finite?

# %%
def exploding_with(regularizer=None):
    """The exploding network again, from the same weights, with a penalty on its kernels."""
    config = exploding.get_config()
    for layer in config["layers"]:
        if layer["class_name"] == "Dense":
            layer["config"]["kernel_regularizer"] = keras.regularizers.serialize(regularizer) if regularizer else None
    model = keras.Sequential.from_config(config)
    model.set_weights(exploding.get_weights())
    return model


SGD = keras.optimizers.SGD
warm_up = keras.optimizers.schedules.PolynomialDecay(1e-5, decay_steps=20, end_learning_rate=0.003)
runs = {
    "nothing": (exploding, SGD(0.003)),
    "clipnorm=1": (exploding, SGD(0.003, clipnorm=1.0)),
    "global_clipnorm=1": (exploding, SGD(0.003, global_clipnorm=1.0)),
    "clipvalue=0.5": (exploding, SGD(0.003, clipvalue=0.5)),
    "L2 penalty 0.01": (exploding_with(keras.regularizers.L2(0.01)), SGD(0.003)),
    "narrower initial weights": (gradlab.create_exploding_network(stddev=0.1), SGD(0.003)),
    "warm-up from 1e-5 to 0.003": (exploding, SGD(warm_up)),
}
remedies = []
picture, axis = new_picture(height=5.0)
for (name, (start, optimizer)), style in zip(runs.items(), styles()):
    monitor = watch(start, epochs=30, optimizer=optimizer)
    losses = np.array([epoch["loss"] for epoch in monitor.epochs])
    finite = np.isfinite(losses)
    frequency = gradlab.key_metrics(monitor).frequency
    remedies.append((name, losses[0], losses[-1], finite.mean(), frequency))
    axis.semilogy(np.arange(30)[finite], losses[finite], label=name, markevery=3 if finite.all() else 1, **style)
axis.set_ylim(1, 1e8)
show(
    picture,
    axis,
    title="One remedy at a time, from the same start",
    x="epoch",
    y="loss, log scale",
    words="Without a finite loss in the end: " + (", ".join(row[0] for row in remedies if row[3] < 1) or "none") + ".",
)
remedy_columns = ["remedy", "loss at first", "loss at last", "share finite", "event frequency"]
print_table(remedy_columns, remedies)

# %% [markdown]
# *The figure in words: one line per remedy. A line that stops early has no finite loss any more; in the table its last loss is nan and its share of finite epochs is below 1.*
#
# Read the last two columns together: with clipping the loss stays finite while events go on, because clipping limits the **step** and not the gradient. Better
# initial weights remove the cause. A warm-up first walks in small steps to a flatter place, where the full rate is safe. An L2 penalty acts too slowly for an
# explosion in the first steps.

# %% [markdown]
# ## 6 Gradients through time
#
# A recurrent network applies the same weights at every time step, so the gradient with respect to an early input is a product of as many factors as there are steps in between. We read 60 random
# vectors, take the sum of the last state, and ask how much gradient each time step gets.
#
# **Predict:** which line is still visible 60 steps back?

# %%
steps = 60  #@param {type:"slider", min:10, max:120}
sequence = tf.random.normal((16, steps, 8), seed=1)
Orthogonal = keras.initializers.Orthogonal
recurrent = {
    "SimpleRNN (tanh)": keras.layers.SimpleRNN(32),
    "SimpleRNN, recurrent weights x 0.8": keras.layers.SimpleRNN(32, recurrent_initializer=Orthogonal(gain=0.8)),
    "linear RNN, recurrent weights x 1.3": keras.layers.SimpleRNN(32, activation=None, recurrent_initializer=Orthogonal(gain=1.3)),
    "GRU": keras.layers.GRU(32),
    "LSTM": keras.layers.LSTM(32),
    "LSTM, forget gate open": keras.layers.LSTM(32),
}
gate = recurrent["LSTM, forget gate open"]
gate.build(sequence.shape)
gate.cell.bias.assign(np.repeat([0.0, 4.0, 0.0, 0.0], 32))  # Keras keeps input, forget, cell and output gate in this order
rows = []
picture, axis = new_picture(height=5.0)
for (name, layer), style in zip(recurrent.items(), styles()):
    with tf.GradientTape() as tape:
        tape.watch(sequence)
        last = tf.reduce_sum(layer(sequence))
    per_step = tf.norm(tape.gradient(last, sequence), axis=(0, 2)).numpy()[::-1]
    axis.semilogy(range(steps), per_step, label=name, markevery=6, **style)
    rows.append((name, per_step[0], per_step[-1], (per_step[-1] / per_step[0]) ** (1 / (steps - 1))))
show(
    picture,
    axis,
    title="How much gradient reaches an input of the past",
    x="steps back in time",
    y="gradient norm, log scale",
    words="Factor per step: " + ", ".join(f"{name} {factor:.2f}" for name, _, _, factor in rows) + ".",
)
print_table(["layer", "last input", "first input", "factor per step"], rows)

# %% [markdown]
# *The figure in words: one line per layer, from the latest input on the left to the earliest on the right. The plain RNNs and the GRU fall steeply; the linear RNN with weights 1.3 times as
# large rises. The last column of the table is the factor per step.*
#
# Gates give an LSTM or a GRU a way to keep the factor near 1, but how near depends on the gates: look at the table before you trust the name. The last two rows are the same layer; only
# the bias of the forget gate differs. Exploding gradients in RNNs are clipped; for vanishing ones gates, shortcuts or attention are the remedy.

# %% [markdown]
# ## 7 Results and diagnostic card
#
# ### All experiments in one table

# %%
print_table(columns, sorted(results, key=lambda row: row[2]))

# %% [markdown]
# The table is sorted by the share of the gradient that a hidden layer passes on. Where does the accuracy begin to be good? And the remedies for explosion, by their last loss:

# %%
print_table(remedy_columns, sorted(remedies, key=lambda row: np.nan_to_num(row[2], nan=np.inf)))

# %% [markdown]
# ### Diagnostic card
#
# | Symptom | Measurement | Likely cause | Remedy | What the remedy does not fix |
# |---|---|---|---|---|
# | First layers hardly learn | first-to-last ratio, share passed on | sigmoids in a deep stack, narrow weights | ReLU family with He, batch norm, shortcuts | a learning rate that is too high |
# | Loss jumps or is NaN | global norm over time, NaN and infinity | weights too wide, learning rate too high | better weights, clipping, warm-up | vanishing gradients |
# | Ratio fine, nothing learnt | share of saturated units | weights too wide with sigmoid or tanh | narrower weights, normalisation | too few units |
# | Gradient exactly zero | share of zeros | dead ReLU units, equal weights | He weights, leaky ReLU, more units | wrong labels or loss |
# | Early inputs are forgotten | gradient by time step | long product of equal factors | LSTM, GRU, attention; clip if it grows | a task that needs no memory |
#
# The toolkit goes through the card for any Keras model:

# %%
patient = gradlab.create_deep_sigmoid_network()
patient.compile("sgd", "sparse_categorical_crossentropy")
print(gradlab.diagnose(patient, x_probe, y_probe))

# %% [markdown]
# ### Check yourself
#
# 1. Why is 0.25 to the power of the depth not the right prediction for the sigmoid network? (Section 1)
# 2. Why is "norm below 0.0001" a bad alarm? (Section 2)
# 3. A history of norms is 3, 5, NaN, NaN. What are the four key metrics at threshold 100? (Section 3)
# 4. Your network has sigmoids and He weights. What will you measure, and what will you change? (Section 4)
# 5. With clipping the loss is finite and events go on. Is the network cured? (Section 5)
# 6. Why do gradients vanish faster in an RNN over 60 steps than in a network of 10 layers? (Section 6)
#
# The lab takes you through measuring, detecting, clipping and fixing with your own code.
