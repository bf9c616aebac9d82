# ---
# about = "put HTML, a formula and terminal escapes into exception texts and layer names, for the page of the staff"
# kind = "skeleton"
# class = "hostile text"
# written = "outside"
# attacks = ["clip_gradients", "fix_network"]
# tries = "put HTML, a formula and terminal escapes into exception texts and layer names, for the page of the staff"
# holds = "the text is shown as text in HTML, CSV, JSON and the terminal"
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    raise ValueError("<script>alert(1)</script><img src=x onerror=alert(1)> =cmd|' /C calc'!A0 \x1b[2J\x1b]0;owned\x07 \u202e")


# %%
def create_improved_network():
    bad = "<img/src=x onerror=alert(1)>"
    inputs = keras.Input((784,))
    x = inputs
    for i in range(4):
        layer = keras.layers.Dense(128, activation="sigmoid")
        try:
            layer.name = f"{bad}{i}"
        except Exception:
            layer._name = f"{bad}{i}"
        x = layer(x)
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(), "sparse_categorical_crossentropy")
    return model
