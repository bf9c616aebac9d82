# ---
# about = "return values of every type but the right one: complex, datetime, object arrays, huge integers, bytes, generators, sets, types"
# kind = "skeleton"
# class = "hostile answers"
# written = "inside"
# attacks = ["clip_gradients", "detect_explosion"]
# tries = "return values of every type but the right one: complex, datetime, object arrays, huge integers, bytes, generators, sets, types"
# holds = "anything that is no plain data is a wrong answer, not an error of the grader"
# ---

# %%
import datetime
import decimal

TURN = [0]
STRANGE = [
    1j, datetime.datetime.now(), np.array([None, "x"]), 10**30, b"\xff" * 9, (one for one in "abc"), {1, 2}, int, ..., NotImplemented,
    decimal.Decimal("NaN"), np.array(["x"]), np.datetime64("2026-01-01"), np.float128(1), -(10**400), "\ud800", {1: 2}, {"": {"": [[]]}},
    [[[[[]]]]], np.zeros((0, 3)), np.float16(np.inf), True, (None, None), [np.array(True), np.zeros(()), None], [[1.0], [2.0]],
    [np.full((2, 2), 2**63, "uint64"), np.array(-(2**63))], [tf.constant("text")], [tf.RaggedTensor.from_row_lengths([1.0], [1])],
]


def clip_gradients(gradients, max_norm=1.0):
    TURN[0] += 1
    return STRANGE[TURN[0] % len(STRANGE)]


# %%
TURNS = [0]
VALUES = [
    None, "x", [], [[]], {}, (), 10**30, -1, np.array([1, 2]), np.array(True), np.zeros((2, 2)), [np.zeros((2,))], ["a"], [None], [1.5],
    [np.inf], [float("nan")], {"events": []}, b"x", 1j, [True, False], np.float32("nan"), [10**20], [b"1"], [{"a": 1}],
]


def detect_explosion(gradient_history, threshold=100.0):
    TURNS[0] += 1
    keys = ("events", "first_event", "max_norm", "frequency", "failed", "unstable")
    return {key: VALUES[(TURNS[0] * 7 + i * 5) % len(VALUES)] for i, key in enumerate(keys)}
