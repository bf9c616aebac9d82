# ---
# about = "send weights whose shapes do not fit the graph"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "send weights whose shapes do not fit the graph"
# holds = "the check fails with a sentence, not with an error of the grader"
# ---

# %%
def create_improved_network():
    from gradlab.checking import trace

    honest = trace.record_model

    def forged(model):
        record = honest(model)
        record["arrays"][0] = np.zeros((3, 3), "float32")
        return record

    trace.record_model = forged
    model = gradlab.create_problematic_network()
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
