# ---
# about = "Valid: a small class collects the values one by one, with sums of squares"
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
class _Seen:
    def __init__(self, threshold):
        self.threshold, self.events, self.finite, self.count = threshold, [], [], 0

    def add(self, norm):
        if not np.isfinite(norm):
            self.events.append(self.count)
        else:
            self.finite.append(float(norm))
            if norm > self.threshold:
                self.events.append(self.count)
        self.count += 1


def detect_explosion(gradient_history, threshold=100.0):
    """Feed the collector and read it out."""
    seen = _Seen(threshold)
    for norm in gradient_history:
        seen.add(norm)
    n = len(seen.finite)
    mean = sum(seen.finite) / n if n else 0.0
    spread = (sum((v - mean) ** 2 for v in seen.finite) / n) ** 0.5 if n else 0.0
    return {
        "failed": n < seen.count,
        "unstable": bool(mean) and spread / mean > 1,
        "frequency": len(seen.events) / seen.count if seen.count else 0.0,
        "max_norm": max(seen.finite) if n else float("nan"),
        "first_event": seen.events[0] if seen.events else None,
        "events": seen.events,
    }
