# ---
# about = "The file is a PDF export with the ending of a notebook"
# kind = "reference"
# raw = "not_a_notebook"
# core = true
# status = "unreadable"
# [score]
# analyze_gradients = 0
# detect_explosion = 0
# clip_gradients = 0
# clip_gradients_globally = 0
# fix_network = 0
# ---
