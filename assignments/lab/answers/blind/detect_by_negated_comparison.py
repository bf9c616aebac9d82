# ---
# about = "Valid: not (norm <= threshold) finds NaN, minus infinity is added by hand"
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
    """Comparisons with NaN are False, so negate the harmless case."""
    history = np.array(gradient_history, dtype=np.float64).ravel()
    harmless = (history <= threshold) & (history != -np.inf)
    events = np.flatnonzero(~harmless).tolist()
    finite = history[np.isfinite(history)]
    report = {"events": events, "first_event": None, "max_norm": float("nan"), "frequency": 0.0,
              "failed": not bool(np.isfinite(history).all()), "unstable": False}
    if events:
        report["first_event"] = events[0]
        report["frequency"] = len(events) / history.size
    if finite.size:
        report["max_norm"] = finite.max().item()
        if finite.mean():
            report["unstable"] = (finite.std() / finite.mean()).item() > 1
    return report
