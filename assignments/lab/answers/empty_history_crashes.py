# ---
# about = "The detector divides by the number of epochs and crashes on an empty history"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 18
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def detect_explosion(gradient_history, threshold=100.0):
    """Correct, as long as there is an epoch with a finite norm."""
    norms = np.asarray(gradient_history, dtype=float)
    finite = norms[np.isfinite(norms)]
    events = [i for i, norm in enumerate(norms) if not norm <= threshold or not np.isfinite(norm)]
    return {
        "events": events,
        "first_event": events[0] if events else None,
        "max_norm": float(max(finite)),
        "frequency": len(events) / len(norms),
        "failed": bool(not np.isfinite(norms).all()),
        "unstable": bool(finite.std() > finite.mean()),
    }
