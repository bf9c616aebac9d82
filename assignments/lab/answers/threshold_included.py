# ---
# about = "The detector counts a norm exactly at the threshold as an event"
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
    """At least the threshold, in place of greater."""
    norms = np.asarray(gradient_history, dtype=float)
    finite = norms[np.isfinite(norms)]
    events = [i for i, norm in enumerate(norms) if not np.isfinite(norm) or norm >= threshold]
    return {
        "events": events,
        "first_event": events[0] if events else None,
        "max_norm": float(finite.max()) if finite.size else float("nan"),
        "frequency": len(events) / len(norms) if len(norms) else 0.0,
        "failed": bool(finite.size < norms.size),
        "unstable": bool(finite.size and finite.mean() > 0 and finite.std() / finite.mean() > 1),
    }
