# ---
# about = "Wrong: epochs are counted from 1"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 11
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def detect_explosion(gradient_history, threshold=100.0):
    """People count from 1."""
    h = np.asarray(gradient_history, dtype=float)
    finite = h[np.isfinite(h)]
    events = [i + 1 for i in range(len(h)) if h[i] > threshold or not np.isfinite(h[i])]
    return {
        "events": events,
        "first_event": events[0] if events else None,
        "max_norm": float(finite.max()) if len(finite) else float("nan"),
        "frequency": len(events) / len(h) if len(h) else 0.0,
        "failed": bool(len(finite) < len(h)),
        "unstable": bool(len(finite) and finite.mean() != 0 and finite.std() / finite.mean() > 1),
    }
