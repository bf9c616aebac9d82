# ---
# about = "Valid: PyTorch's formula, max_norm / (norm + 1e-6), in both clippers"
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
def clip_gradients(gradients, max_norm=1.0):
    """As torch.nn.utils.clip_grad_norm_ does, for each tensor alone."""
    out = []
    for g in gradients:
        if g is None:
            out.append(None)
            continue
        coefficient = max_norm / (tf.norm(g) + 1e-6)
        out.append(g * tf.minimum(coefficient, tf.ones_like(coefficient)))
    return out

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """As torch.nn.utils.clip_grad_norm_ does."""
    present = [g for g in gradients if g is not None]
    if not present:
        return list(gradients)
    total = tf.sqrt(tf.add_n([tf.reduce_sum(g**2) for g in present]))
    coefficient = tf.minimum(max_norm / (total + 1e-6), tf.ones_like(total))
    return [None if g is None else coefficient * g for g in gradients]
