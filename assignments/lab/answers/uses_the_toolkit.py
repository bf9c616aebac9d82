# ---
# about = "The analysis calls the toolkit's measuring function, which is not available during grading"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 0
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def analyze_gradients(model, x_sample):
    """Let the toolkit do it."""
    return list(gradlab.gradient_norms(model, x_sample, training=False).values())
