# ---
# about = "A detector that compares only: NaN is never greater than the threshold"
# kind = "reference"
# core = true
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 13
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def detect_explosion(gradient_history, threshold=100.0):
    """Compare with the threshold."""
    events = [epoch for epoch, norm in enumerate(gradient_history) if norm > threshold]
    mean = np.mean(gradient_history) if len(gradient_history) else 0.0
    return {
        "events": events,
        "first_event": events[0] if events else None,
        "max_norm": float(max(gradient_history)) if len(gradient_history) else float("nan"),
        "frequency": len(events) / len(gradient_history) if len(gradient_history) else 0.0,
        "failed": False,
        "unstable": bool(mean > 0 and np.std(gradient_history) / mean > 1),
    }
