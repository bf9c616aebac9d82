# ---
# about = "One answer never returns; the others are right"
# kind = "reference"
# core = true
# status = "timeout"
# [score]
# analyze_gradients = 20
# detect_explosion = 0
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def detect_explosion(gradient_history, threshold=100.0):
    """Look for events for ever."""
    events, epoch = [], 0
    while epoch < len(gradient_history) or not events:
        if epoch < len(gradient_history) and gradient_history[epoch] > threshold:
            events.append(epoch)
    return {"events": events}
