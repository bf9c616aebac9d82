# ---
# about = "bind the toolkit's measure while the cell is loaded, before it is taken away"
# kind = "skeleton"
# class = "test fitting"
# written = "inside"
# attacks = ["analyze_gradients"]
# tries = "bind the toolkit's measure while the cell is loaded, before it is taken away"
# holds = "the toolkit's own measure is not available to this answer, not even while it is loaded"
# ---

# %%
from gradlab.measure import kernel_gradients, l2_norm


def analyze_gradients(model, x_sample):
    kernels = [one for one in model.trainable_variables if len(one.shape) >= 2]
    return [l2_norm(one) for one in kernel_gradients(model, kernels, x_sample, None, None, False)]
