# ---
# about = "One answer fails with an ordinary exception whenever it is called"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 0
# fix_network = 30
# ---

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Use a name that was never defined."""
    return [gradient * factor for gradient in gradients]
