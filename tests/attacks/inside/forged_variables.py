# ---
# about = "send variables with wrong shapes, NaN, indices out of range and flags that are no flags"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "send variables with wrong shapes, NaN, indices out of range and flags that are no flags"
# holds = "a record that does not fit together is refused"
# ---

# %%
def create_improved_network():
    from gradlab.checking import trace

    honest = trace.record_model

    def forged(model):
        record = honest(model)
        record["arrays"][0] = np.full((3, 3), np.nan, "float32")
        record["arrays"].append(np.zeros((0,), "float64"))
        record["training"]["captures"].append(["nobody", 10**12])
        record["trainable"] = ["yes"] * len(record["arrays"])
        return record

    trace.record_model = forged
    model = gradlab.create_problematic_network()
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
