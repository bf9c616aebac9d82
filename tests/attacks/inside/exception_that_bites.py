# ---
# about = "raise exceptions whose text, name and traceback are hostile: SystemExit inside __str__, a name of HTML, a text of megabytes"
# kind = "skeleton"
# class = "hostile answers"
# written = "inside"
# attacks = ["clip_gradients", "clip_gradients_globally"]
# tries = "raise exceptions whose text, name and traceback are hostile: SystemExit inside __str__, a name of HTML, a text of megabytes"
# holds = "the text is cut and shown as text; an end of the process costs this question only"
# ---

# %%
class Loud(Exception):
    def __str__(self):
        return "<b onmouseover=alert(1)>=1+1\x1b[31m" * 100000


Loud.__name__ = "<script>alert(document.cookie)</script>"


def clip_gradients(gradients, max_norm=1.0):
    raise Loud


# %%
class Leaves(Exception):
    def __str__(self):
        raise SystemExit("passed")


def clip_gradients_globally(gradients, max_norm=1.0):
    raise Leaves
