# ---
# about = "Wrong: numpy.asarray does not copy an array, and entries of it are overwritten"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 19
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def detect_explosion(gradient_history, threshold=100.0):
    h = np.asarray(gradient_history, dtype=float)
    bad = ~np.isfinite(h)
    events = np.flatnonzero((h > threshold) | bad).tolist()
    f = h[~bad]
    h[bad] = 0.0
    return {"events": events, "first_event": events[0] if events else None,
            "max_norm": float(f.max()) if f.size else float("nan"),
            "frequency": len(events) / len(h) if len(h) else 0.0, "failed": bool(bad.any()),
            "unstable": bool(f.size and f.mean() != 0 and f.std() / f.mean() > 1)}
