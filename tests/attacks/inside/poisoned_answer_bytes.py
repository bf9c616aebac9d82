# ---
# about = "replace the encoder by one that writes broken headers, deep nesting, numbers of a thousand digits and impossible shapes"
# kind = "skeleton"
# class = "forge results"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "replace the encoder by one that writes broken headers, deep nesting, numbers of a thousand digits and impossible shapes"
# holds = "the decoder refuses all of them with its own error; the checks fail"
# ---

# %%
import json
import struct
import sys

TURN = [0]


def poison():
    header = [
        b'{"tree":' + b"[" * 100000 + b"]" * 100000 + b',"arrays":[]}',
        json.dumps({"tree": {"d": [["value", int("9" * 1000)], ["error", None], ["arguments", {"l": []}], ["kind", {"s": "x"}]]}, "arrays": []}).encode(),
        json.dumps({"tree": {"a": 0}, "arrays": [["float64", [2**31 - 1] * 8]]}).encode(),
        json.dumps({"tree": {"l": [{"l": []}] * 250000}, "arrays": []}).encode(),
        b'{"tree":{"a":-1},"arrays":[["object",[1]]]}',
        b"\xff\xfe\x00",
        json.dumps({"tree": {"d": [["value", {"f": "inf"}], ["error", {"l": [{"s": "E" * 1000000}, {"s": "T" * 5000000}, {"s": "L" * 1000000}]}], ["arguments", {"l": []}], ["kind", {"s": "k" * 1000000}]]}, "arrays": []}).encode(),
        json.dumps({"tree": {"d": [["value", {"l": [int("9" * 400)] * 3}], ["error", None], ["arguments", {"l": [{"d": [["x", None]]}]}], ["kind", {"s": "list"}]]}, "arrays": []}).encode(),
    ][TURN[0] % 8]
    TURN[0] += 1
    return struct.pack("<I", len(header)) + header


def clip_gradients(gradients, max_norm=1.0):
    import gradlab.checking.calls as calls

    calls.Answer.as_bytes = lambda self: poison()
    return gradients
