# ---
# about = "hide the answer under cell magics of other languages and run commands with get_ipython"
# kind = "skeleton"
# class = "notebook tricks"
# written = "inside"
# attacks = ["clip_gradients", "clip_gradients_globally"]
# tries = "hide the answer under cell magics of other languages and run commands with get_ipython"
# holds = "cells of other languages are no Python; get_ipython does not exist"
# ---

# %%
%%capture
get_ipython().system("touch /tmp/gradlab-magic-two")


def clip_gradients(gradients, max_norm=1.0):
    get_ipython().run_line_magic("env", "X=1")
    return gradients


# %%
%%bash
cat /etc/shadow > /tmp/gradlab-shadow-two
def clip_gradients_globally(gradients, max_norm=1.0):
    true
