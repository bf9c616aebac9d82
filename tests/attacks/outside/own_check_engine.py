# ---
# about = "replace the toolkit's check functions so that the check passes whatever I answer"
# kind = "skeleton"
# class = "patched libraries"
# written = "outside"
# attacks = ["clip_gradients"]
# tries = "replace the toolkit's check functions so that the check passes whatever I answer"
# holds = "the grader judges with its own copy in another process"
# ---

# %%
import sys

import gradlab.checking.notebook as notebook

notebook.check_in_notebook = lambda *_, **__: None
for module_name, module in list(sys.modules.items()):
    if module_name.startswith(("gradlab", "autograder", "instructor")):
        for name, value in list(vars(module).items()):
            if callable(value) and any(word in name.lower() for word in ("check", "judge", "score", "grade", "passed")):
                try:
                    setattr(module, name, lambda *_, **__: 1.0)
                except Exception:
                    continue


def clip_gradients(gradients, max_norm=1.0):
    return gradients
