# ---
# about = "The reference answers, unchanged"
# kind = "reference"
# core = true
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---
