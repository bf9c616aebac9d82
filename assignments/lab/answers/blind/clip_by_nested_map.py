# ---
# about = "Valid: tf.nest.map_structure walks over the list, a condition decides eagerly"
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
def clip_gradients(gradients, max_norm=1.0):
    """map_structure treats None as a leaf."""
    def one(g):
        if g is None:
            return None
        size = float(tf.linalg.norm(tf.reshape(g, [-1])))
        return tf.identity(g) if size <= max_norm else tf.math.scalar_mul(max_norm / size, g)

    return tf.nest.map_structure(one, list(gradients))
