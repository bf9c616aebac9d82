# ---
# about = "send one lucky build of the sick network instead of five"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "send one lucky build of the sick network instead of five"
# holds = "the measure does not depend on luck: one sick build fails like five"
# ---

# %%
def create_improved_network():
    from gradlab.checking import trace

    trace.MAX_BYTES = 5_000_000
    best = None
    for seed in range(3):
        keras.utils.set_random_seed(seed)
        model = gradlab.create_problematic_network()
        best = model if best is None else best
    best.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return best
