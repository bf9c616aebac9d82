# ---
# about = "Helper functions stand in cells of their own above the answers"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def length(tensor):
    """Return the L2 norm of a tensor as a float."""
    return float(np.sqrt(np.sum(np.square(np.asarray(tensor, dtype=np.float64)))))


def is_bad(norm):
    """Say whether a norm is NaN or infinite."""
    return norm != norm or norm in (float("inf"), float("-inf"))

# %%
def analyze_gradients(model, x_sample):
    """Measure with the helper from the cell above."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x_sample) - 1.0) ** 2)
    weights = model.trainable_weights
    gradients = tape.gradient(loss, weights, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return [length(gradient) for weight, gradient in zip(weights, gradients) if len(weight.shape) > 1]

# %%
def detect_explosion(gradient_history, threshold=100.0):
    """Detect in plain Python, with the helper from the cell above."""
    history = [float(norm) for norm in gradient_history]
    finite = [norm for norm in history if not is_bad(norm)]
    events = [i for i, norm in enumerate(history) if is_bad(norm) or norm > threshold]
    unstable = False
    if finite:
        mean = sum(finite) / len(finite)
        variance = sum((norm - mean) ** 2 for norm in finite) / len(finite)
        unstable = mean != 0 and variance**0.5 / mean > 1
    return {
        "events": events,
        "first_event": next(iter(events), None),
        "max_norm": max(finite, default=float("nan")),
        "frequency": len(events) / max(len(history), 1),
        "failed": any(map(is_bad, history)),
        "unstable": unstable,
    }

# %%
def scale_down(tensor, limit):
    """Shorten one tensor to the limit if it is longer."""
    size = length(tensor)
    return tensor * (limit / size) if size > limit else tensor

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Shorten each tensor with the helper."""
    return [tensor if tensor is None else scale_down(tensor, max_norm) for tensor in gradients]
