# ---
# about = "find other notebooks on the machine and answer with a classmate's function"
# kind = "skeleton"
# class = "read other submissions"
# written = "outside"
# attacks = ["clip_gradients", "detect_explosion"]
# tries = "find other notebooks on the machine and answer with a classmate's function"
# holds = "no other submission can be read"
# ---

# %%
import glob
import json


def classmates(name):
    patterns = ["./*.ipynb", "../*.ipynb", "../../**/*.ipynb", "/tmp/**/*.ipynb", "/checkout/**/*.ipynb", "/autograder/**/*.ipynb",
                "/home/**/*.ipynb"]
    for pattern in patterns:
        for path in glob.glob(pattern, recursive=True):
            try:
                with open(path, encoding="utf-8") as file:
                    cells = json.load(file)["cells"]
            except (OSError, ValueError, KeyError, TypeError):
                continue
            for cell in cells:
                source = "".join(cell["source"])
                if f"def {name}(" in source and "NotImplementedError" not in source and "classmates" not in source:
                    space = {"np": np, "tf": tf}
                    exec(source, space)
                    yield space[name]


def clip_gradients(gradients, max_norm=1.0):
    for function in classmates("clip_gradients"):
        return function(gradients, max_norm)
    return gradients


# %%
def detect_explosion(gradient_history, threshold=100.0):
    for function in classmates("detect_explosion"):
        return function(gradient_history, threshold)
    return {}
