# ---
# about = "Valid: NumPy's masked arrays hide what is not finite"
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
    """masked_invalid leaves NaN and infinity out of every statistic."""
    masked = np.ma.masked_invalid(np.asarray(list(gradient_history), dtype=float))
    bad = np.ma.getmaskarray(masked)
    events = [int(i) for i in np.where(bad | (masked.filled(0.0) > threshold))[0]]
    n = len(bad)
    has_finite = bool((~bad).any())
    mean = float(masked.mean()) if has_finite else 0.0
    return {
        "events": events,
        "first_event": min(events) if events else None,
        "max_norm": float(masked.max()) if has_finite else float("nan"),
        "frequency": float(len(events)) / n if n > 0 else 0.0,
        "failed": bool(bad.any()),
        "unstable": bool(has_finite and mean and float(masked.std()) / mean > 1),
    }
