# ---
# about = "One answer cell was deleted by mistake"
# kind = "reference"
# drop = ["detect_explosion"]
# core = true
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 0
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---
