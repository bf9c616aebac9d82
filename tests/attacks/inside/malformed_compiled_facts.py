# ---
# about = "send compiled facts without the expected fields"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "send compiled facts without the expected fields"
# holds = "a record of another form is refused, and staff see it"
# ---

# %%
def create_improved_network():
    from gradlab.checking import compiled

    compiled.record_compiled = lambda model: {"optimizer": 7, "loss": "none"}
    return gradlab.create_problematic_network()
