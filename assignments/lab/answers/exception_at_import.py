# ---
# about = "An answer cell imports a package that does not exist"
# kind = "reference"
# core = true
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 0
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
import gradient_magic


def clip_gradients(gradients, max_norm=1.0):
    """Use a package that only exists on the student's computer."""
    return gradient_magic.clip(gradients, max_norm)
