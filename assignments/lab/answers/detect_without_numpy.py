# ---
# about = "Valid: plain Python with the modules math and statistics"
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
import math
import statistics


def detect_explosion(gradient_history, threshold=100.0):
    """One pass for the events, the statistics module for the rest."""
    values = [float(v) for v in gradient_history]
    finite = list(filter(math.isfinite, values))
    events = []
    for epoch, value in enumerate(values):
        if value > threshold or not math.isfinite(value):
            events.append(epoch)
    mean = statistics.fmean(finite) if finite else 0.0
    return dict(
        events=events,
        first_event=next(iter(events), None),
        max_norm=max(finite, default=math.nan),
        frequency=len(events) / max(len(values), 1),
        failed=len(finite) != len(values),
        unstable=mean != 0 and statistics.pstdev(finite) / mean > 1,
    )
