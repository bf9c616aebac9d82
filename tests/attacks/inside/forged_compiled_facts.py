# ---
# about = "claim clipping, a family of optimizers and losses that were never compiled"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "claim clipping, a family of optimizers and losses that were never compiled"
# holds = "claims about the compiled model are worth their own small checks and nothing beyond; see the text of the attack suite"
# ---

# %%
def create_improved_network():
    from gradlab.checking import compiled

    compiled.record_compiled = lambda model: {
        "optimizer": {"family": "Adam", "settings": {"beta_1": "x", "nobody": {"class_name": "Lambda"}}, "clip": {"clipnorm": 1.0},
                      "learning_rates": ["fast", None]},
        "loss": {"losses": [1.0] * 3, "probabilities": [[0.1]]},
    }
    return gradlab.create_problematic_network()
