# ---
# about = "Wrong: gradients of shape () are left as they are"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 14
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    return [g if g is None or not len(g.shape) else tf.clip_by_norm(g, max_norm) for g in gradients]
