# ---
# about = "The reference answers in a notebook saved in the old format 3"
# kind = "reference"
# raw = "nbformat3"
# core = true
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---
