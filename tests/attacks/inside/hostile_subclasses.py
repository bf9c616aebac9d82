# ---
# about = "return subclasses of ndarray, list and a fake tensor whose methods lie or raise"
# kind = "skeleton"
# class = "hostile answers"
# written = "inside"
# attacks = ["clip_gradients", "clip_gradients_globally"]
# tries = "return subclasses of ndarray, list and a fake tensor whose methods lie or raise"
# holds = "conversion uses the base classes; what is no plain data is no answer"
# ---

# %%
class Liar(np.ndarray):
    def __array_finalize__(self, other):
        return None

    def tobytes(self, *_, **__):
        return b"\x00" * 3

    def astype(self, *_, **__):
        return self

    @property
    def nbytes(self):
        return -1


class FakeTensor:
    shape = (1,)

    def numpy(self):
        raise MemoryError("no")

    def __getattr__(self, name):
        raise SystemError(name)


class Text(str):
    def __str__(self):
        raise ValueError("no")


def clip_gradients(gradients, max_norm=1.0):
    return [np.zeros((2, 2), "float32").view(Liar), FakeTensor(), Text("x")][: len(gradients)]


# %%
class Grows(list):
    def __iter__(self):
        yield from (None for _ in range(len(self)))

    def __len__(self):
        return 3


class Tensor(tf.Module):
    def numpy(self):
        return np.zeros((2,), dtype=[("x", "O")])


def clip_gradients_globally(gradients, max_norm=1.0):
    return Grows([Tensor() for _ in gradients])
