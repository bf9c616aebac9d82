from __future__ import annotations

import numpy as np
import pytest

from gradlab import load_digits, split_digits


def test_digits_have_the_shape_of_mnist_and_lie_between_0_and_1() -> None:
    x, y = load_digits()
    assert x.shape == (1797, 784)
    assert x.dtype == np.float32
    assert (x.min(), x.max()) == (0.0, 1.0)
    assert y.shape == (1797,)
    assert y.dtype == np.int64
    assert set(y) == set(range(10))


def test_each_pixel_becomes_a_block_of_three_by_three_in_a_black_frame() -> None:
    from sklearn.datasets import load_digits as small_digits

    image = load_digits().x[0].reshape(28, 28)
    np.testing.assert_array_equal(image[2:26, 2:26].reshape(8, 3, 8, 3)[:, 1, :, 2] * 16, small_digits().images[0])
    assert image[:2].sum() == image[26:].sum() == image[:, :2].sum() == image[:, 26:].sum() == 0


def test_changing_loaded_digits_leaves_the_next_copy_alone() -> None:
    load_digits().x[:] = 7
    assert load_digits().x.max() == 1.0


def test_a_split_is_complete_balanced_and_the_same_for_the_same_seed() -> None:
    x_train, y_train, x_test, y_test = split_digits(test_share=0.25, seed=3)
    assert len(x_train) + len(x_test) == 1797
    assert len(x_test) == 450
    np.testing.assert_allclose(np.bincount(y_test) / 450, np.bincount(y_train) / 1347, atol=0.01)
    np.testing.assert_array_equal(y_test, split_digits(test_share=0.25, seed=3)[3])
    assert not np.array_equal(y_test, split_digits(test_share=0.25, seed=4)[3])


@pytest.mark.parametrize("share", [0, 1, -0.5, 1.5])
def test_a_share_outside_0_to_1_is_refused_by_name(share: float) -> None:
    with pytest.raises(ValueError, match="test_share"):
        split_digits(test_share=share)
