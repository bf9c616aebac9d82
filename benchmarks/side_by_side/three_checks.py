"""The three checks that every system has to make, as plain asserts: the least that a lab like this asks for.

Each is the body of a test and uses nothing but the names that the student's notebook defines.
"""

from __future__ import annotations

THREE_CHECKS: dict[str, str] = {
    "detect_explosion": """\
found = detect_explosion([1.0, 250.0, float("nan"), 3.0], threshold=100.0)
assert list(found["events"]) == [1, 2], found
assert found["first_event"] == 1, found
assert found["failed"], found
""",
    "clip_gradients_globally": """\
clipped = clip_gradients_globally([tf.constant([3.0, 0.0]), None, tf.constant([0.0, 4.0])], max_norm=1.0)
assert clipped[1] is None, clipped
assert np.allclose(clipped[0], [0.6, 0.0]), clipped
assert np.allclose(clipped[2], [0.0, 0.8]), clipped
""",
    "create_improved_network": """\
network = create_improved_network()
norms = list(gradlab.gradient_norms(network, x_train[:64], y_train[:64]).values())
assert norms[0] / norms[-1] > 0.1, norms
losses = network.fit(x_train[:1000], y_train[:1000], epochs=3, batch_size=32, verbose=0).history["loss"]
assert np.isfinite(losses).all() and losses[-1] < losses[0], losses
""",
}
