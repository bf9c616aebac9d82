# ---
# about = "Both clippers written with NumPy; the results are arrays"
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
    """Clip each gradient as a NumPy array."""
    result = []
    for gradient in gradients:
        if gradient is None:
            result.append(None)
            continue
        array = np.array(gradient)
        norm = np.linalg.norm(array)
        result.append((array * (max_norm / norm)).astype(array.dtype) if norm > max_norm else array)
    return result

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Clip all gradients by one factor, with NumPy."""
    arrays = [None if gradient is None else np.array(gradient) for gradient in gradients]
    total = np.sqrt(sum(np.sum(array.astype("float64") ** 2) for array in arrays if array is not None))
    factor = max_norm / total if total > max_norm else 1.0
    return [None if array is None else (array * factor).astype(array.dtype) for array in arrays]
