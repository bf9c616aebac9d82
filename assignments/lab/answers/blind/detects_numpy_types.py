# ---
# about = "Wrong: np.bool_ and np.int64 in place of bool and int"
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
def detect_explosion(gradient_history, threshold=100.0):
    """As NumPy gives it."""
    h = np.asarray(gradient_history, dtype=float)
    finite = h[np.isfinite(h)]
    events = list(np.flatnonzero((h > threshold) | ~np.isfinite(h)))
    return {
        "events": events,
        "first_event": events[0] if events else None,
        "max_norm": float(finite.max()) if len(finite) else float("nan"),
        "frequency": len(events) / len(h) if len(h) else 0.0,
        "failed": np.any(~np.isfinite(h)),
        "unstable": bool(len(finite) and finite.mean() != 0 and finite.std() / finite.mean() > 1),
    }
