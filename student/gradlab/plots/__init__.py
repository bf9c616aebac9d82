"""Pictures of gradients: each function returns a figure that shows itself in a notebook and needs no display."""
