# ---
# about = "Only the detector is written; everything else is not started"
# kind = "skeleton"
# status = "graded"
# [score]
# analyze_gradients = 0
# detect_explosion = 20
# clip_gradients = 0
# clip_gradients_globally = 0
# fix_network = 0
# ---

# %%
def detect_explosion(gradient_history, threshold=100.0):
    """Say when training exploded."""
    norms = np.array(list(gradient_history), dtype=float)
    good = np.isfinite(norms)
    events = np.flatnonzero(~good | (norms > threshold)).tolist()
    finite = norms[good]
    return {
        "events": events,
        "first_event": events[0] if events else None,
        "max_norm": finite.max().item() if good.any() else float("nan"),
        "frequency": len(events) / norms.size if norms.size else 0.0,
        "failed": bool((~good).any()),
        "unstable": bool(good.any() and finite.mean() > 0 and finite.std() / finite.mean() > 1),
    }
