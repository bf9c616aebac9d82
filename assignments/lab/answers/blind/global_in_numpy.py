# ---
# about = "Valid: NumPy arrays as results, with np.concatenate"
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
def clip_gradients_globally(gradients, max_norm=1.0):
    """Copies as arrays; the norm in float64."""
    arrays = [None if g is None else np.array(g) for g in gradients]
    flat = [a.ravel().astype("float64") for a in arrays if a is not None]
    norm = np.linalg.norm(np.concatenate(flat)) if flat else 0.0
    if norm <= max_norm:
        return arrays
    return [None if a is None else (a * (max_norm / norm)).astype(a.dtype) for a in arrays]
