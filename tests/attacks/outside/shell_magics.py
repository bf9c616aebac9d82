# ---
# about = "run shell commands by notebook magics before the answer is defined"
# kind = "skeleton"
# class = "notebook tricks"
# written = "outside"
# attacks = ["clip_gradients"]
# tries = "run shell commands by notebook magics before the answer is defined"
# holds = "magics are not run; the answer beside them is"
# ---

# %%
!touch /tmp/gradlab-magic-was-here; cat /etc/shadow > /tmp/gradlab-shadow
%env PYTHONPATH=/tmp
%config InteractiveShell.cache_size = 0


def clip_gradients(gradients, max_norm=1.0):
    import os

    if os.path.exists("/tmp/gradlab-magic-was-here"):
        raise ValueError("NELOTS"[::-1])
    return gradients
