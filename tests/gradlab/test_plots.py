from __future__ import annotations

import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import keras
import pytest
from toolkit_batch import Batch

from gradlab import (
    GradientMonitor,
    compare,
    create_problematic_network,
    create_residual_network,
    key_metrics,
    plot_activations,
    plot_explosions,
    plot_gradient_flow,
    plot_update_ratios,
)
from gradlab.plots.figure import COLOURS, FONT, Picture
from gradlab.plots.flow import alt_text

NORMS = {"a": 0.001, "b": 0.1, "c": 1.0}


@pytest.fixture(scope="module")
def monitor() -> GradientMonitor:
    from gradlab import load_digits

    x, y = load_digits()
    model, watcher = create_problematic_network(), GradientMonitor(threshold=1e-3)
    model.compile(keras.optimizers.SGD(0.01, global_clipnorm=0.1), "sparse_categorical_crossentropy")
    model.fit(x[:128], y[:128], verbose=0, callbacks=[watcher])
    return watcher


def smallest_font(picture: Picture) -> float:
    picture.draw_without_rendering()
    return min(text.get_fontsize() for text in picture.findobj(lambda a: hasattr(a, "get_fontsize")) if text.get_text())


def test_every_plot_has_readable_type_labelled_axes_and_a_finding_in_words(
    monitor: GradientMonitor, batch: Batch
) -> None:
    pictures = [
        plot_gradient_flow({"sick": NORMS, "well": dict.fromkeys("abc", 1.0)}),
        plot_gradient_flow(NORMS),
        plot_explosions(monitor),
        plot_explosions([1.0, 500.0, math.nan, math.inf, 0.0]),
        plot_update_ratios(monitor),
        plot_activations(create_problematic_network(), batch[0]),
    ]
    for picture in pictures:
        assert smallest_font(picture) >= FONT
        assert picture.alt_text.endswith(".")
        assert picture.png().startswith(b"\x89PNG")
        labels = [axis.get_ylabel() for axis in picture.axes] + [picture.get_supylabel()]
        assert any(labels)


def test_networks_differ_in_colour_marker_and_line() -> None:
    lines = plot_gradient_flow({str(number): NORMS for number in range(7)}).axes[0].lines
    assert len({line.get_color() for line in lines}) == len(COLOURS)
    assert len({line.get_marker() for line in lines}) == 7
    assert lines[0].get_linestyle() != lines[1].get_linestyle()


def test_the_flow_is_drawn_at_the_measured_heights_on_a_logarithmic_axis() -> None:
    axis = plot_gradient_flow(NORMS).axes[0]
    assert axis.get_yscale() == "log"
    assert list(axis.lines[0].get_ydata()) == [0.001, 0.1, 1.0]
    assert [label.get_text() for label in axis.get_xticklabels()] == ["a", "b", "c"]


def test_norms_that_a_logarithm_cannot_show_are_written_at_the_edge() -> None:
    axis = plot_gradient_flow({"a": 0.0, "b": math.nan, "c": 1.0, "d": math.inf}).axes[0]
    assert [text.get_text() for text in axis.texts] == ["0", "nan", "inf"]
    assert plot_gradient_flow({"a": 0.0, "b": math.nan}).png()


def test_the_alternative_text_states_both_ends_and_their_ratio() -> None:
    assert alt_text({"sick": NORMS}) == (
        "Gradient norm per layer. sick: 0.001 in the first layer, 1 in the last (ratio 0.001)."
    )
    assert "says nothing" in alt_text({"a": 1.0, "b": 0.0})


def test_key_metrics_count_nan_and_infinity_as_explosions() -> None:
    metrics = key_metrics([1.0, 100.0, 100.5, math.nan, math.inf], threshold=100.0)
    assert metrics == (100.0, 3 / 5, 100.5, 2, 5)
    assert key_metrics([1.0]).first is None
    assert math.isnan(key_metrics([math.nan]).maximum)


def test_a_list_of_epochs_is_called_so() -> None:
    picture = plot_explosions([1.0, 300.0], unit="epoch")
    assert picture.axes[0].get_xlabel() == "epoch"
    assert "the first at epoch 1" in picture.alt_text


def test_a_monitor_brings_its_own_threshold(monitor: GradientMonitor) -> None:
    assert key_metrics(monitor).frequency == 1.0
    assert key_metrics(monitor, threshold=1e9).frequency == 0.0
    assert "after clipping" in [text.get_text() for text in plot_explosions(monitor).axes[0].get_legend().get_texts()]


def test_nothing_to_draw_is_said_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="norms_by_network is empty"):
        plot_gradient_flow({})
    with pytest.raises(ValueError, match="no norm for the network 'sick'"):
        plot_gradient_flow({"sick": {}})
    for draw in (plot_explosions, plot_update_ratios):
        with pytest.raises(ValueError, match=r"call model\.fit"):
            draw(GradientMonitor())
    with pytest.raises(ValueError, match="no hidden layer"):
        plot_activations(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]), [[0.0, 1.0]])


def test_a_picture_in_a_notebook_carries_its_words_escaped() -> None:
    shown = plot_gradient_flow({'<i>"x"': NORMS})._repr_html_()
    assert "data:image/png;base64," in shown
    assert "<i>" not in shown
    assert 'alt="Gradient norm per layer. &lt;i&gt;&quot;x&quot;' in shown


def test_plots_can_be_drawn_in_several_threads_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: plot_gradient_flow(NORMS).png().startswith(b"\x89PNG"), range(8)))


def test_drawing_a_flow_needs_no_tensorflow_and_no_pyplot() -> None:
    code = (
        "import sys, gradlab; gradlab.plot_gradient_flow({'a': 1.0, 'b': 2.0}).png();"
        "print([name for name in ('matplotlib.pyplot', 'tensorflow', 'keras') if name in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_a_comparison_is_a_table_and_a_picture(batch: Batch) -> None:
    comparison = compare({"sick": create_problematic_network(), "residual <b>": create_residual_network()}, *batch)
    sick, well = comparison.table()
    assert (sick["network"], sick["layers"], sick["symptoms"]) == ("sick", 5, "vanishing gradients")
    assert well["symptoms"] == "none"
    assert sick["first/last"] < 0.034 < well["first/last"]
    assert str(comparison).splitlines()[0].startswith("network")
    assert len(comparison.plot().axes[0].lines) == 2
    assert "residual <b>" not in comparison._repr_html_()
    with pytest.raises(ValueError, match="networks is empty"):
        compare({}, *batch)
