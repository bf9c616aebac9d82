# ---
# about = "replace record_builds while the code is loaded, and send a record whose parts are of wrong types"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "replace record_builds while the code is loaded, and send a record whose parts are of wrong types"
# holds = "a record of another form is refused"
# ---

# %%
def patched():
    from gradlab.checking import trace

    trace.record_builds = lambda create, seeds: {"builds": [1.5, None], "compiled": ["clipnorm", 1.0]}
    return lambda: None


create_improved_network = patched()
