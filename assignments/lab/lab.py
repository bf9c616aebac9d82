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
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: lab
# init_cell: false
# check_all_cell: false
# export_cell: false
# solutions_pdf: false
# template_pdf: false
# tests:
#   files: true
#   ok_format: false

# %% [markdown]
# # Lab: vanishing and exploding gradients
#
# A network with four sigmoid layers refuses to learn from its first layer. You will measure why, watch another network
# blow up, write the tools that catch and stop it, and then build a network that is healthy.
#
# You work in a loop that practitioners use every day: **predict, run, measure, diagnose, change one thing, measure again.**
#
# | Part | Goal | Minutes | Points |
# |---|---|---:|---:|
# | [Setup](#Setup) | load the toolkit and the digits | 3 | - |
# | [Part 1: Measure](#Part-1:-Measure) | see how much gradient reaches each layer | 15 | 20 |
# | [Part 2: Detect](#Part-2:-Detect) | find the epochs in which training explodes | 12 | 20 |
# | [Part 3: Clip each gradient](#Part-3:-Clip-each-gradient) | limit every tensor on its own | 10 | 15 |
# | [Part 4: Clip globally](#Part-4:-Clip-globally) | limit all tensors together and keep the direction | 10 | 15 |
# | [Part 5: Fix the network](#Part-5:-Fix-the-network) | build a network whose first layer learns | 20 | 30 |
# | [Part 6: Reflect](#Part-6:-Reflect) | explain what you saw, with evidence | 20 | 20, graded by hand |
#
# That makes 90 minutes, 100 points from checks that run by themselves, and 20 points for the written answers.
#
# ## Before you start
#
# ### What you should know
#
# - The chain rule, and back-propagation as a product of many factors:
#   [d2l.ai, forward and backward propagation](https://d2l.ai/chapter_multilayer-perceptrons/backprop.html).
# - How `tf.GradientTape` gives the gradient of a loss:
#   [TensorFlow guide to automatic differentiation](https://www.tensorflow.org/guide/autodiff).
# - How a Keras model is built from `Dense` layers:
#   [Keras guide to the Sequential model](https://keras.io/guides/sequential_model/).
#
# ### How the answers work
#
# - Each task has **one answer cell**. Keep the name of the function and its arguments. Replace the line that begins with
#   `raise NotImplementedError`. Helper functions and constants may live in cells of their own.
# - Under each answer cell is a check cell, `grader.check(...)`. It answers within seconds, as often as you like, and
#   costs nothing. It runs the **public checks**. More checks run after you hand in; each of them follows from a sentence in
#   the task, so read the whole task.
# - The check looks at your function as it was **last run**. Run the answer cell after each change. If that cell stops with an
#   error, the check still sees the old function.
# - A task that you have not begun is reported as *not started*. One broken answer does not spoil the others.
# - Random numbers differ from computer to computer, so **your numbers will differ** from your neighbour's. No check depends on
#   a seed.
# - In Google Colab: open the [start page of Colab](https://colab.research.google.com/), choose *File*, then *Upload notebook*, and
#   pick this file. In Jupyter or VS Code: open it in the folder in which you unpacked the zip file.

# %% [markdown]
# ## Setup
#
# **Goal:** load the toolkit and the handwritten digits. **Minutes:** 3. **Points:** none.
#
# Run this cell first. It takes about 20 seconds, most of it for importing TensorFlow. It needs no network.

# %%
import base64
import contextlib
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
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's start-up messages say nothing about your work
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
    "gradlab": "Open this notebook in the folder that holds the folder 'gradlab' of the lab's zip file",
}.items():
    if importlib.util.find_spec(package) is None:
        raise NotReady(f"The package {package} is missing. {remedy}, restart the kernel and run this cell again.")

import keras
import numpy as np
import tensorflow as tf

import gradlab
from gradlab.checking.notebook import Grader

if int(keras.__version__.split(".")[0]) < 3:
    raise NotReady(
        f"This lab needs Keras 3, and this kernel has Keras {keras.__version__}. "
        "Run: pip install 'tensorflow-cpu>=2.16,<2.22', restart the kernel and run this cell again."
    )

tf.get_logger().setLevel("ERROR")  # several networks are trained, and TensorFlow would warn that it compiles often
grader = Grader(globals())


@contextlib.contextmanager
def your_functions():
    """Run a demonstration; if a function of yours stops it, say so in a sentence, so that *Run all* goes on."""
    try:
        yield
    except NotImplementedError as not_started:
        print(not_started)
    except NameError as unknown:
        print(f"This cell stopped: {unknown}. Did you run every cell above it? If so, look for a misspelt name.")
    except Exception as problem:
        print(f"This cell stopped with {type(problem).__name__}: {problem}")
        print("Compare your function with the task above, line by line, and run its check.")


def print_table(heading, rows):
    """Print rows of a label and numbers under a heading of column names."""
    first = max(len(heading[0]), *(len(label) for label, *_ in rows))
    widths = [max(len(name), 9) for name in heading[1:]]
    print("   ".join([f"{heading[0]:<{first}}"] + [f"{name:>{width}}" for name, width in zip(heading[1:], widths)]))
    for label, *numbers in rows:
        cells = [f"{number:>{width}.4g}" for number, width in zip(numbers, widths)]
        print("   ".join([f"{label:<{first}}", *cells]))


keras.utils.set_random_seed(2024)
x_train, y_train, x_test, y_test = gradlab.split_digits()
print(f"Python {sys.version.split()[0]}, TensorFlow {tf.__version__}, Keras {keras.__version__}")
print(f"{len(x_train)} digits to train with, {len(x_test)} to test with, {x_train.shape[1]} numbers each. Ready.")

# %% [markdown]
# ## Part 1: Measure
#
# **Goal:** write a function that measures how much gradient reaches each layer, and use it on a sick network.
# **Minutes:** 15. **Points:** 20.
#
# ### The patient
#
# The network below reads 784 pixel values and gives ten probabilities, one per digit. It has four hidden layers with 128
# sigmoid units each. Beside it stands a healthy control: the same depth and width, with another activation.

# %%
sick = gradlab.create_problematic_network()
control = keras.Sequential(
    [keras.Input((784,))]
    + [keras.layers.Dense(128, activation="tanh") for _ in range(4)]
    + [keras.layers.Dense(10, activation="softmax")]
)
sick.summary()

# %% [markdown]
# ### Predict
#
# Back-propagation multiplies one factor per layer. The derivative of the sigmoid is at most 0.25. Before you measure:
# divide the gradient norm of the **first** layer by that of the **last** layer. What will the result be for the sick network?
# Put a number in place of `None`. A wrong prediction costs nothing and teaches most.

# %%
my_prediction = None  # for example 0.5

# %% [markdown]
# ### Task 1: `analyze_gradients`
#
# Write `analyze_gradients(model, x_sample)`. It returns a **list of plain Python floats**, one for every trainable weight
# matrix of the model: the L2 norm (the length) of the gradient of the loss with respect to that matrix.
#
# - **Loss.** Use the probe loss `mean((model(x_sample) - 1)^2)`: the mean, over all outputs of all samples, of the squared
#   difference from 1. It needs no labels. Call the model as `model(x_sample)`, without a `training` argument.
# - **Which weights.** Every trainable weight with two or more dimensions: the kernels. Biases and the gamma and beta of batch
#   normalisation have one dimension and are left out. Weights of frozen layers are not trainable, so they are left out
#   too.
# - **Order.** From input to output, as Keras lists them in `model.trainable_variables`. Do not rely on every second
#   variable being a kernel: layers without a bias and layers with batch normalisation break that rule.
# - **No gradient.** If the tape gives `None` for a weight because the loss does not depend on it, its norm is `0.0`.
# - **Input.** `x_sample` is a float array or tensor with one row per sample; there may be a single row. The model can be
#   Sequential, functional (also with skip connections) or subclassed, of any depth, and need not be compiled.
# - **Leave no trace.** All weights of the model, trainable or not, are the same afterwards.
# - **Write it yourself** with `tf.GradientTape`. The measuring functions of `gradlab` are not available to this function
#   during grading.

# %% [raw]
# # BEGIN QUESTION
# name: analyze_gradients
# points: 20

# %% [raw]
# # BEGIN SOLUTION

# %%
def analyze_gradients(model, x_sample):
    """Return the L2 norm of the probe loss's gradient for every trainable weight matrix, from input to output."""
    # BEGIN SOLUTION NO PROMPT
    kernels = [weight for weight in model.trainable_variables if len(weight.shape) >= 2]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x_sample) - 1.0))
    gradients = tape.gradient(loss, kernels)
    return [0.0 if gradient is None else float(tf.norm(gradient)) for gradient in gradients]
    # END SOLUTION
    """ # BEGIN PROMPT
    raise NotImplementedError("analyze_gradients is not started yet")
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
success_message: The public checks passed. More checks run after you hand in.
""" # END TEST CONFIG
def test_public(env):
    from gradlab.checking.notebook import check_in_notebook
    check_in_notebook("analyze_gradients", env)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Run and measure
#
# The next cell uses **your** function on both networks, draws the norms on a logarithmic axis and prints the same numbers as
# a table.

# %%
with your_functions():
    sample = x_train[:64]
    networks = {"sick network": sick, "healthy control": control}
    yours = {name: analyze_gradients(network, sample) for name, network in networks.items()}
    numbered = {name: {str(i): norm for i, norm in enumerate(norms, 1)} for name, norms in yours.items()}
    display(gradlab.plot_gradient_flow(numbered))
    rows = [(str(i), *pair) for i, pair in enumerate(zip(*yours.values()), 1)]
    print_table(["weight matrix", *yours], rows)
    for name, norms in numbered.items():
        print(f"{name}: first divided by last = {gradlab.first_last_ratio(norms):.3g}")
    if my_prediction is not None:
        print(f"Your prediction for the sick network was {my_prediction}.")

# %% [markdown]
# *How to read the figure: one line per network, circles for the sick one and squares for the control; the input is on the
# left, and each grid line is a power of ten. The sentence below the figure says what it shows, the table has the numbers.*
#
# ### Diagnose
#
# Why do we look at the **ratio** of first to last layer, and not at the size itself? The next cell measures the sick network
# twice with the toolkit, once as it is and once with a loss that counts a hundred times as much. Compare the columns.

# %%
cross_entropy = keras.losses.SparseCategoricalCrossentropy()
norms = gradlab.gradient_norms(sick, x_train[:64], y_train[:64])
louder = gradlab.gradient_norms(sick, x_train[:64], y_train[:64], loss=lambda y, p: 100 * cross_entropy(y, p))
print_table(["layer", "loss", "100 x loss"], [(layer, norm, louder[layer]) for layer, norm in norms.items()])
print_table(["", "loss", "100 x loss"], [("first divided by last", *map(gradlab.first_last_ratio, (norms, louder)))])

# %% [markdown]
# Every gradient scales with the loss, so a rule such as "below 0.0001 is vanishing" would call the same network sick or
# healthy depending on the units of the loss. The ratio does not change. In this lab **vanishing is judged by the ratio of first
# to last layer**, and **explosion by growth over time and by values that are not finite**.
#
# The toolkit used another loss here (cross-entropy with labels) than your function (the probe loss), so its norms are
# larger. Is the pattern over the layers the same?
#
# ### Change one thing: the depth
#
# The next cell keeps the sigmoids and changes only the number of hidden layers. Predict first: when the depth doubles, is the ratio
# halved, or squared? The last row is the counter-check with tanh.

# %%
stacks = {f"{depth} sigmoid layers": gradlab.create_deep_sigmoid_network(depth=depth) for depth in (2, 5, 10)}
rows = []
for name, network in {**stacks, "4 tanh layers": control}.items():
    norms = gradlab.gradient_norms(network, x_train[:64], y_train[:64])
    rows.append((name, gradlab.first_last_ratio(norms)))
print_table(["network", "first / last"], rows)

# %% [markdown]
# The ratio shrinks by about the same factor with every layer: the product of the chain rule at work.

# %% [markdown]
# ## Part 2: Detect
#
# **Goal:** write a detector that reads a history of gradient norms and says when training exploded.
# **Minutes:** 12. **Points:** 20.
#
# ### A network that explodes
#
# The networks of this part read a digit and guess its value as a single number. The output is linear, the loss is the mean
# squared error. The function below trains a copy of such a network with plain gradient descent. For each epoch it notes the
# global norm of all gradients **before** any clipping. Read it: parts 3 and 4 use it again with your clippers, from the same
# start.

# %%
def train_and_record(start, clip=None, epochs=10, learning_rate=0.003):
    """Train a copy of a network, one step per epoch; return the global norms before clipping, and the losses."""
    model = keras.models.clone_model(start)
    model.set_weights(start.get_weights())
    x, targets = x_train[:256], y_train[:256, None].astype("float32")
    history, losses = [], []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(x, training=True) - targets))
        gradients = tape.gradient(loss, model.trainable_variables)
        squares = [np.sum(np.square(gradient.numpy().astype("float64"))) for gradient in gradients]
        history.append(float(np.sqrt(sum(squares))))
        losses.append(float(loss))
        if clip is not None:
            gradients = clip(gradients)
        for variable, gradient in zip(model.trainable_variables, gradients):
            variable.assign_sub(learning_rate * gradient)
    return history, losses


# %% [markdown]
# ### Predict
#
# Two networks of the same shape follow. The weights of the first are drawn from a normal distribution of width 0.25, those of the
# second, the healthy control, of width 0.1. In which epoch will the first value appear that is not a finite number? Put
# your number in place of `None`, then run the cell.

# %%
my_first_bad_epoch = None  # for example 5

exploding = gradlab.create_exploding_network(stddev=0.25)
history, losses = train_and_record(exploding)
calm_history, calm_losses = train_and_record(gradlab.create_exploding_network(stddev=0.1))
print_table(
    ["epoch", "exploding: norm", "its loss", "control: norm", "its loss"],
    [(str(i), *row) for i, row in enumerate(zip(history, losses, calm_history, calm_losses))],
)
bad = [epoch for epoch, norm in enumerate(history) if not np.isfinite(norm)]
print(f"First epoch without a finite norm: {bad[0] if bad else 'none'}. Your prediction: {my_first_bad_epoch}.")

# %% [markdown]
# ### Task 2: `detect_explosion`
#
# Write `detect_explosion(gradient_history, threshold=100.0)`. `gradient_history` is a list of numbers (a NumPy array is
# allowed as well), the gradient norm of each epoch. Epochs are counted from 0. The result is a dictionary with exactly
# these six keys:
#
# | key | type | meaning |
# |---|---|---|
# | `"events"` | list of int | the epochs whose norm is **greater than** the threshold, or NaN, or plus or minus infinity, in order |
# | `"first_event"` | int or `None` | the first of these epochs; `None` if there is none |
# | `"max_norm"` | float | the largest **finite** norm; NaN if there is no finite norm |
# | `"frequency"` | float | number of events divided by number of epochs; `0.0` for an empty history |
# | `"failed"` | bool | `True` if any norm is NaN or plus or minus infinity |
# | `"unstable"` | bool | `True` if standard deviation divided by mean of the **finite** norms is greater than 1 |
#
# - A norm **exactly at** the threshold is not an event. The threshold is a positive number, int or float.
# - The standard deviation is the one of `np.std` with its defaults (divide by the number of values). With no finite norm,
#   or when their mean is 0, `"unstable"` is `False`.
# - An **empty** history is allowed: no events, `first_event` `None`, `max_norm` NaN, frequency `0.0`, both flags `False`.
# - A history of **only NaN** is allowed: every epoch is an event and `max_norm` is NaN.
# - The results are plain Python values: `int`, `float`, `bool`, `list`. The history itself is not changed.
#
# Remember that `float("nan") > 100` is `False` in Python: a comparison alone never finds a NaN.

# %% [raw]
# # BEGIN QUESTION
# name: detect_explosion
# points: 20

# %% [raw]
# # BEGIN SOLUTION

# %%
def detect_explosion(gradient_history, threshold=100.0):
    """Return a dictionary that says in which epochs the gradient norm exploded, and how badly."""
    # BEGIN SOLUTION NO PROMPT
    norms = np.asarray(gradient_history, dtype=float)
    finite = norms[np.isfinite(norms)]
    events = [epoch for epoch, norm in enumerate(norms) if not np.isfinite(norm) or norm > threshold]
    mean = finite.mean() if finite.size else 0.0
    return {
        "events": events,
        "first_event": events[0] if events else None,
        "max_norm": float(finite.max()) if finite.size else float("nan"),
        "frequency": len(events) / len(norms) if len(norms) else 0.0,
        "failed": finite.size < norms.size,
        "unstable": bool(mean > 0 and finite.std() / mean > 1),
    }
    # END SOLUTION
    """ # BEGIN PROMPT
    raise NotImplementedError("detect_explosion is not started yet")
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
success_message: The public checks passed. More checks run after you hand in.
""" # END TEST CONFIG
def test_public(env):
    from gradlab.checking.notebook import check_in_notebook
    check_in_notebook("detect_explosion", env)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Measure with your detector

# %%
with your_functions():
    reports = {
        "exploding network": detect_explosion(history),
        "healthy control": detect_explosion(calm_history),
    }
    for name, report in reports.items():
        print(f"{name}:")
        for key, value in report.items():
            print(f"  {key:<12} {value}")
    display(gradlab.plot_explosions(history, title="Exploding network", unit="epoch"))
    display(gradlab.plot_explosions(calm_history, title="Healthy control", unit="epoch"))

# %% [markdown]
# *How to read the figures: on the left is the norm by epoch. A triangle is a norm above the threshold (the dotted line). A
# cross at the upper edge is a norm that is NaN or infinite. On the right you see how often which norm occurred. The numbers
# are in the table above the task.*

# %% [markdown]
# ## Part 3: Clip each gradient
#
# **Goal:** write a clipper that limits the length of every gradient tensor on its own. **Minutes:** 10. **Points:** 15.
#
# ### Predict
#
# Two gradients have the lengths 3 and 4. You clip each of them to length 1. What is the ratio of the two lengths afterwards?
# What happened to the direction of the whole step?
#
# ### Task 3: `clip_gradients`
#
# Write `clip_gradients(gradients, max_norm=1.0)`. `gradients` is a list or a tuple, as a tape gives it: float tensors of any
# shapes, float32 or float64, and `None` for variables without a gradient. The result is a **new list** (a tuple is fine too) of
# the same length in the same order.
#
# - A gradient whose **own** L2 norm is greater than `max_norm` is scaled down to the norm `max_norm`. It keeps its direction.
# - A gradient whose norm is smaller than `max_norm`, or **exactly at** it, comes back with the same values. A gradient of all
#   zeros stays all zeros.
# - `None` stays `None`, in its place. An empty list gives an empty list.
# - Each gradient keeps its shape and its dtype. Tensors and NumPy arrays are both fine as results.
# - The list you get and the tensors in it are **not modified**.
# - If a gradient contains NaN or infinity, its result must contain NaN or infinity as well: clipping must not hide the
#   trouble. The other gradients are clipped as always.
# - `max_norm` is a positive int or float. Norms stay below 1e15, and sparse gradients (`IndexedSlices`) do not occur.

# %% [raw]
# # BEGIN QUESTION
# name: clip_gradients
# points: 15

# %% [raw]
# # BEGIN SOLUTION

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Return a new list in which every gradient longer than max_norm is scaled down to max_norm."""
    # BEGIN SOLUTION NO PROMPT
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            norm = tf.norm(gradient)
            if norm > max_norm:
                gradient = gradient * (max_norm / norm)
        clipped.append(gradient)
    return clipped
    # END SOLUTION
    """ # BEGIN PROMPT
    raise NotImplementedError("clip_gradients is not started yet")
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
success_message: The public checks passed. More checks run after you hand in.
""" # END TEST CONFIG
def test_public(env):
    from gradlab.checking.notebook import check_in_notebook
    check_in_notebook("clip_gradients", env)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Measure with your clipper
#
# The next cell answers the question above, and then trains the exploding network again, with your clipper between the
# gradients and the weights.

# %%
three_and_four = [tf.constant([3.0, 0.0]), tf.constant([0.0, 4.0])]

with your_functions():
    lengths = [float(np.linalg.norm(gradient)) for gradient in clip_gradients(three_and_four)]
    print(f"Lengths 3 and 4, each clipped to 1: {lengths[0]:.3g} and {lengths[1]:.3g}")
    print()
    clipped_history, clipped_losses = train_and_record(exploding, clip=clip_gradients)
    print_table(
        ["epoch", "loss, no clipping", "loss, clipped", "norm before it"],
        [(str(i), *row) for i, row in enumerate(zip(losses, clipped_losses, clipped_history))],
    )

# %% [markdown]
# The last column stays large: clipping limits the **step**, not the gradient that the network produces. What changed is the
# loss, which stays finite. The cause, weights that are far too large, is still there.

# %% [markdown]
# ## Part 4: Clip globally
#
# **Goal:** write a clipper that shortens all gradients by one common factor. **Minutes:** 10. **Points:** 15.
#
# ### Words that are easily mixed up
#
# | in Keras | what is limited |
# |---|---|
# | `clipvalue=c` | every single number, to the range from -c to c |
# | `clipnorm=c` | the norm of **each variable's** gradient on its own, as in part 3 |
# | `global_clipnorm=c` | the norm of **all** gradients together, as in this part |
#
# The global norm is the length of all gradients laid end to end as one long vector: the square root of the sum of the
# **squares** of all entries. It is not the sum of the norms. `tf.clip_by_global_norm` returns two things; the second
# is the global norm **before** clipping.
#
# ### Predict
#
# The two gradients have the lengths 3 and 4 again, and now the **global** norm is limited to 1. What are the two lengths
# afterwards, and what is their ratio?
#
# ### Task 4: `clip_gradients_globally`
#
# Write `clip_gradients_globally(gradients, max_norm=1.0)`. The input is as in task 3, except that all gradients of one call
# share one dtype. The result is a **new list** (a tuple is fine too) of the same length in the same order.
#
# - If the global norm of all gradients that are not `None` is greater than `max_norm`, all of them are multiplied by **one
#   common factor**, so that the global norm becomes `max_norm`. The direction of the whole step stays.
# - If the global norm is smaller than `max_norm`, or **exactly at** it, all gradients come back with the same values. All zeros
#   stay all zeros.
# - `None` stays `None`, in its place, and counts nothing. An empty list gives an empty list; a list of nothing but `None`
#   comes back as such a list.
# - Each gradient keeps its shape and its dtype. Tensors and NumPy arrays are both fine as results.
# - The list you get and the tensors in it are **not modified**.
# - If a gradient contains NaN or infinity, its result must contain NaN or infinity as well. What the other gradients
#   are in this case is up to you.
# - `max_norm` is a positive int or float. Norms stay below 1e15, and sparse gradients do not occur.

# %% [raw]
# # BEGIN QUESTION
# name: clip_gradients_globally
# points: 15

# %% [raw]
# # BEGIN SOLUTION

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Return a new list in which one common factor limits the global norm of all gradients to max_norm."""
    # BEGIN SOLUTION NO PROMPT
    present = [gradient for gradient in gradients if gradient is not None]
    if not present:
        return list(gradients)
    global_norm = tf.sqrt(sum(tf.reduce_sum(tf.square(gradient)) for gradient in present))
    if not global_norm > max_norm:
        return list(gradients)
    factor = max_norm / global_norm
    return [None if gradient is None else gradient * factor for gradient in gradients]
    # END SOLUTION
    """ # BEGIN PROMPT
    raise NotImplementedError("clip_gradients_globally is not started yet")
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
success_message: The public checks passed. More checks run after you hand in.
""" # END TEST CONFIG
def test_public(env):
    from gradlab.checking.notebook import check_in_notebook
    check_in_notebook("clip_gradients_globally", env)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Measure both clippers
#
# Does the step still point the way the gradients pointed? The next cell clips the gradients of the exploding network with both
# of your functions. It prints the cosine of the angle between the step before and after: 1 means the same direction. Then it trains
# with each.

# %%
def lay_end_to_end(gradients):
    """Lay all gradients end to end as one long vector."""
    return np.concatenate([np.asarray(gradient, dtype=np.float64).ravel() for gradient in gradients])


with tf.GradientTape() as tape:
    targets = y_train[:256, None].astype("float32")
    probe = tf.reduce_mean(tf.square(exploding(x_train[:256]) - targets))
raw_gradients = tape.gradient(probe, exploding.trainable_variables)
for clipper in (clip_gradients, clip_gradients_globally):
    with your_functions():
        lengths = [float(np.linalg.norm(gradient)) for gradient in clipper(three_and_four)]
        before, after = lay_end_to_end(raw_gradients), lay_end_to_end(clipper(raw_gradients))
        cosine = before @ after / (np.linalg.norm(before) * np.linalg.norm(after))
        run, run_losses = train_and_record(exploding, clip=clipper)
        print(f"{clipper.__name__}:")
        print(f"  lengths 3 and 4 become {lengths[0]:.3g} and {lengths[1]:.3g}")
        print(f"  cosine {cosine:.4f}, loss at first {run_losses[0]:.4g}, at last {run_losses[-1]:.4g}")

# %% [markdown]
# ### Spot the bug
#
# A classmate sends you this clipper and says: "The global norm is always right afterwards." Run it. Which sentence of task 4
# does it break, and what would it do to training when the gradients have become small? (No points; you need the answer
# in part 6.)

# %%
def classmates_clipper(gradients, max_norm=1.0):
    """Clip by the global norm, says the classmate."""
    factor = max_norm / tf.linalg.global_norm(gradients)
    return [gradient * factor for gradient in gradients]


for long_or_short in (5.0, 0.01):
    (result,) = classmates_clipper([tf.constant([0.6, 0.8]) * long_or_short])
    print(f"length before: {long_or_short:g}   limit: 1   length after: {float(tf.norm(result)):.3g}")

# %% [markdown]
# ## Part 5: Fix the network
#
# **Goal:** build a network whose first layer gets enough gradient to learn, and whose training is stable.
# **Minutes:** 20. **Points:** 30.
#
# ### What does not help
#
# Two remedies look tempting. The next cell (about 5 seconds) trains the sick network with Adam, and with Adam and clipping.
# Predict first: will the loss fall? Will the ratio of first to last layer get better?
#
# The column *share passed on* says which part of the gradient a hidden layer hands on to the layer before it, on average. To
# make layers of different width comparable, each norm is first divided by the square root of the layer's number of inputs.

# %%
def measure_network(model, epochs=3):
    """Return first-to-last ratio, share passed on by a hidden layer, first norm, loss after training."""
    x, y = x_train[:1000], y_train[:1000]
    norms = gradlab.gradient_norms(model, x[:64], y[:64])
    inputs = [kernel.variable.shape[0] for kernel in gradlab.trainable_kernels(model)]
    hidden = (np.array(list(norms.values())) / np.sqrt(inputs))[1:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (hidden[0] / hidden[-1]) ** (1 / (len(hidden) - 1)) if len(hidden) > 1 else np.nan
    losses = model.fit(x, y, epochs=epochs, batch_size=32, verbose=0).history["loss"]
    return gradlab.first_last_ratio(norms), share, next(iter(norms.values())), losses[-1]


columns, results = ["network", "first / last", "share passed on", "first norm", "loss at the end"], []
for name, clipnorm in {"sick network, Adam": None, "with clipping too": 1.0}.items():
    network = gradlab.create_problematic_network()
    network.compile(keras.optimizers.Adam(0.001, clipnorm=clipnorm), "sparse_categorical_crossentropy")
    results.append((name, *measure_network(network)))
print_table(columns, results)

# %% [markdown]
# Adam rescales every variable's step, so the loss falls although the gradient of the first layer is still tiny beside that of
# the last: the symptom is masked, not cured. Clipping only ever makes gradients shorter, so it cannot help
# gradients that are too small.
#
# ### Change one thing, then measure
#
# Which cause will you remove: the activation, the initial weights, the missing normalisation, or the missing shortcut? Try
# one change at a time in your answer cell, then run the check and the log below it. Not every change that sounds right is
# enough on its own; let the measurement decide.
#
# ### Task 5: `create_improved_network`
#
# Write `create_improved_network()`, without arguments. It returns a new, **compiled** Keras model each time it is called.
#
# - **Shape.** The input is a batch of 784 floats between 0 and 1 per image; the output is 10 probabilities per image: finite, not
#   negative, adding up to 1.
# - **Depth.** At least **three hidden layers with weights and a non-linear activation** lie on the way from input to
#   output. Making the network shallow is not a fix. Softmax does not count as the activation of a hidden layer.
# - **Gradient flow.** We take five newly created networks, the cross-entropy of 64 digits and `training=True`, and measure the
#   gradient norm of every kernel, divided by the square root of its number of inputs. In the median, each hidden layer
#   must pass on **at least half** of the gradient that it gets from the layer after it. In the original it is about a quarter. (A
#   network below half, down to 30 %, still passes if its output bends clearly on the way from one digit to another.) And
#   over the whole depth the first layer, so measured, must get at least 0.002 of what the last layer gets.
# - **Absolute size.** The first kernel's gradient norm is at least 0.005, and the cross-entropy of a network that has just
#   been created is at most 5 (guessing gives ln 10, about 2.3); above that it has to fall below 2 in a short training with Adam.
# - **No saturation.** On average over the layers, at most 47 % of the sigmoid or tanh units sit at their limits (input beyond
#   5 or -5 for a sigmoid, beyond 2.5 or -2.5 for tanh). Large weights are not a fix.
# - **All layers learn.** No layer with weights is frozen.
# - **Stable training.** With your own optimizer, three epochs on 1 000 digits (batches of 32) keep every loss finite, and
#   the loss at the end is lower than at the start.
# - **Clipping in the optimizer.** It is one of Keras's own optimizers, and one of `clipnorm`, `global_clipnorm` and `clipvalue` is
#   set, greater than 0 and at most 100. (0 switches clipping off in Keras.)
# - **Loss.** Cross-entropy for integer labels (0 to 9) and probabilities, set when you compile the model.
# - **A new network at every call.** Your function is called several times, and the median counts; so better leave the random
#   seed alone. Build and compile the model in it; do not train it. Use Keras layers and TensorFlow operations, no other
#   Python code at run time, and at most two million weights, so that a check takes seconds. Layers that branch or loop while
#   they run (`SpectralNormalization`; `LSTM` and `GRU` without `unroll=True`) cannot be measured here.
#
# Sequential, functional and subclassed models are all welcome, and so is every activation, initialisation, normalisation and
# shortcut that meets the list.

# %% [raw]
# # BEGIN QUESTION
# name: fix_network
# points: 30

# %% [raw]
# # BEGIN SOLUTION

# %%
def create_improved_network():
    """Return a new compiled model, 784 inputs to 10 probabilities, whose first layer gets enough gradient to learn."""
    # BEGIN SOLUTION NO PROMPT
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001, clipnorm=1.0),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
    # END SOLUTION
    """ # BEGIN PROMPT
    raise NotImplementedError("create_improved_network is not started yet")
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
success_message: The public checks passed. More checks run after you hand in.
""" # END TEST CONFIG
def test_public(env):
    from gradlab.checking.notebook import check_in_notebook
    check_in_notebook("fix_network", env)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Measure again and keep a log
#
# The next cell (about 3 seconds for each attempt) builds a new network of yours, draws it beside the original and adds a row to the
# log. To compare a variant, write it as a **function of its own** in a new cell, and give it a line in `attempts`. So your log is
# still there after *Restart kernel and run all cells*, and `create_improved_network` can stay your best answer.

# %%
attempts = {
    "my fix": create_improved_network,
    # "sigmoid, He weights": sigmoid_with_he,   (a function that you wrote in a cell above this one)
}

log = list(results)
flow = {"original": gradlab.gradient_norms(gradlab.create_problematic_network(), x_train[:64], y_train[:64])}
for what_changed, build in attempts.items():
    with your_functions():
        network = build()
        flow[what_changed] = gradlab.gradient_norms(network, x_train[:64], y_train[:64])
        print_table([f"layers of: {what_changed}", "gradient norm"], list(flow[what_changed].items()))
        print()
        log.append((what_changed, *measure_network(network)))
if len(flow) > 1:
    display(gradlab.plot_gradient_flow(flow))
print_table(columns, log)

# %% [markdown]
# *How to read the figure: one line per network, from the first layer on the left to the last on the right, on a logarithmic
# axis. A line that is level, or that falls to the right, means that the first layer gets enough gradient. A line that
# rises to the right is starved on the left. The table has the numbers of your network.*

# %% [markdown]
# ## Part 6: Reflect
#
# **Goal:** explain what you saw. **Minutes:** 20. **Points:** 5 for each of the four questions, graded by hand.
#
# Three to six sentences each. Every answer needs **evidence from your own notebook**: name the figure or table and the
# line or number that shows it. An answer without evidence gets at most 3 of 5 points.

# %% [raw]
# # BEGIN QUESTION
# name: why_sigmoids_vanish
# manual: true
# points: 5

# %% [markdown]
# ### Question 1: why do sigmoids make gradients vanish?
#
# Explain with the chain rule why the gradient shrinks on its way to the first layer of the sick network. Which line or
# which numbers in your figure of part 1 show it, and by what factor does the gradient shrink per layer there?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# The gradient of an early layer is a product with one factor per later layer: the weights times the derivative of the sigmoid, which is at
# most 0.25 and smaller away from zero. With the initial weights of Keras the product of both is below 1, so the gradient shrinks by about the
# same factor at every layer. In the table of part 1 neighbouring hidden layers differ by that factor; on the logarithmic axis
# they lie on a straight line that falls to the left.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: how_clipping_helps
# manual: true
# points: 5

# %% [markdown]
# ### Question 2: how does clipping prevent explosion?
#
# Explain what clipping does to a step and what it does not change. Compare clipping each gradient with clipping globally. Use
# your tables of parts 3 and 4, and say why the classmate's clipper is wrong.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Clipping puts an upper limit on the length of a step, so one huge gradient cannot throw the weights so far that the next is larger still. The
# gradient that the network produces stays large, as the column "norm before it" shows; only the loss stays finite. Clipping each gradient
# changes the proportions between layers (the cosine is below 1), clipping globally keeps them (the cosine is 1). The classmate's
# clipper always rescales, so short gradients become longer.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: why_he_initialisation
# manual: true
# points: 5

# %% [markdown]
# ### Question 3: what is the intuition behind He initialisation?
#
# Why does He initialisation use the variance 2 / n, where n is the number of inputs of a layer, and why for ReLU in particular?
# Would it cure the sick network while its sigmoids stay? Support your answer with a row of your log in part 5; if
# you have not tried it, add it to `attempts` now.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# A unit sums n products, so the variance of its sum is n times the variance of the weights times the mean square of its inputs. ReLU sets half
# of a symmetric signal to zero, which halves the mean square, and the 2 makes up for it: signal and gradient keep their size from layer to
# layer. With sigmoids the derivative of at most 0.25 remains; a log row "sigmoid + He" shows a ratio that is better than the original's and still
# far below a tenth.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: how_residuals_help
# manual: true
# points: 5

# %% [markdown]
# ### Question 4: how do residual connections help?
#
# A residual block computes `x + f(x)`. Write down its derivative and explain what that means for a deep stack. Support your
# answer with a measurement: write a variant with shortcuts as a function, add it to `attempts` in part 5, and name the numbers.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# The derivative is 1 + f'(x). Even if f' is tiny, as with sigmoids, the 1 passes the gradient on unchanged, so a stack is a product of factors near
# 1 and not of factors near 0. My variant with shortcuts around the sigmoid layers has a first-to-last ratio several times that of
# the original in the log of part 5, with the same activation and depth.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Diagnostic card
#
# | Symptom | Measurement | Likely cause | Remedy | What the remedy does not fix |
# |---|---|---|---|---|
# | First layers hardly change | first-to-last ratio far below 1 | sigmoid or tanh units in a deep stack | ReLU family, normalisation, shortcuts | a learning rate that is too high |
# | Loss jumps or becomes NaN | global norm grows; NaN or infinity | weights too large, learning rate too high | clip, smaller learning rate, He or Glorot weights | vanishing gradients |
# | Ratio is fine, nothing is learnt | most units at their limits | weights too large, units saturated | smaller weights, normalisation | too few units |
# | Gradient exactly zero | share of zeros by layer | dead ReLU units, all-zero weights | He weights, leaky ReLU, smaller learning rate | wrong labels or loss |
# | Loss falls, first layer starved | ratio, not loss | Adam rescales the steps and masks the cause | find and remove the cause | - |
#
# ### A new patient (no points)
#
# The sigmoid network below starts with weights from a normal distribution of width 1. Its ratio looks better than that of the sick network. Is
# it healthy? Predict, run the health report, and find the row of the card.

# %%
wide = keras.initializers.RandomNormal(stddev=1.0)
new_patient = keras.Sequential([keras.Input((784,))], name="new_patient")
for _ in range(4):
    new_patient.add(keras.layers.Dense(128, activation="sigmoid", kernel_initializer=wide))
new_patient.add(keras.layers.Dense(10, activation="softmax"))
new_patient.compile("sgd", "sparse_categorical_crossentropy")
print(gradlab.diagnose(new_patient, x_train[:128], y_train[:128]))

# %% [markdown]
# ## Hand in
#
# 1. Choose *Restart kernel and run all cells*. Every check cell should say what you expect.
# 2. Save the notebook.
# 3. Hand in this one file, the notebook (`.ipynb`). You need not hand in the toolkit.
#
# If a check cell says that the public checks passed, more checks still run after you hand in. If one says *not started* or
# names a problem, you can hand in all the same: each property counts on its own.
#
# ### Where to go next
#
# - [CS231n notes on initialisation and normalisation](https://cs231n.github.io/neural-networks-2/) and on
#   [watching a network learn](https://cs231n.github.io/neural-networks-3/).
# - [d2l.ai on numerical stability](https://d2l.ai/chapter_multilayer-perceptrons/numerical-stability-and-init.html).
# - [Karpathy, makemore part 3](https://www.youtube.com/watch?v=P6sfmUTpUmc): activations and gradients by eye.
