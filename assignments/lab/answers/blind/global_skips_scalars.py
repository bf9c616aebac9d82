# ---
# about = "Wrong: gradients of shape () are neither counted nor scaled"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 14
# fix_network = 30
# ---

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    there = [g for g in gradients if g is not None and len(g.shape)]
    if not there or not float(tf.linalg.global_norm(there)) > max_norm:
        return list(gradients)
    norm = tf.linalg.global_norm(there)
    return [g if g is None or not len(g.shape) else g * (max_norm / norm) for g in gradients]
