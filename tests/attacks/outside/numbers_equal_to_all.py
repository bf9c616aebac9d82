# ---
# about = "return floats, ints and a dict that say they equal everything"
# kind = "skeleton"
# class = "hostile answers"
# written = "outside"
# attacks = ["detect_explosion"]
# tries = "return floats, ints and a dict that say they equal everything"
# holds = "values are compared as plain bytes by another process, so the overloaded operators never run there"
# ---

# %%
class Yes(float):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __lt__(self, other):
        return True

    __le__ = __gt__ = __ge__ = __lt__

    def __abs__(self):
        return 0.0

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __hash__(self):
        return 0


class YesDict(dict):
    def __eq__(self, other):
        return True

    def __getitem__(self, key):
        return Yes(0)

    def get(self, key, default=None):
        return Yes(0)

    def __contains__(self, key):
        return True


def detect_explosion(gradient_history, threshold=100.0):
    return YesDict(events=[Yes(0)], first_event=Yes(0), max_norm=Yes(0), frequency=Yes(0), failed=Yes(0), unstable=Yes(0))
