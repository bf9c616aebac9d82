from __future__ import annotations

import math

from sample_verdicts import MEASURED, verdict

from autograder.faces.gradient_flow import MAX_LAYERS, gradient_flow, measured_of


def test_a_check_without_norms_has_no_flow() -> None:
    assert gradient_flow({}) is None
    assert gradient_flow({"gradient_norms": "0.1"}) is None
    assert gradient_flow({"gradient_norms": []}) is None


def test_the_sentences_name_both_networks_and_their_ratios() -> None:
    flow = gradient_flow(MEASURED)
    assert flow is not None
    assert flow.sentences() == [
        "Your network: 4 layers, gradient norm 0.21 in the first and 0.31 in the last; "
        "first layer divided by last layer: 0.677.",
        "The original network: 5 layers, gradient norm 0.00017 in the first and 0.092 in the last; "
        "first layer divided by last layer: 0.00185.",
    ]


def test_a_ratio_over_several_builds_does_not_replace_the_one_that_the_shown_norms_have() -> None:
    flow = gradient_flow({"gradient_norms": [1.0, 4.0], "first_last_ratio": 0.3})
    assert flow is not None
    assert flow.ratio == 0.3
    assert flow.sentences()[0].endswith("first layer divided by last layer: 0.25.")


def test_the_table_pairs_networks_of_unequal_depth() -> None:
    flow = gradient_flow(MEASURED)
    assert flow is not None
    assert flow.rows()[0] == (1, "dense", "0.21", "dense", "0.00017")
    assert flow.rows()[-1] == (5, "", "", "dense_4", "0.092")


def test_missing_names_are_numbered_and_extra_names_are_dropped() -> None:
    short_of_names = gradient_flow({"layers": ["a"], "gradient_norms": [1.0, 2.0]})
    too_many = gradient_flow({"layers": ["a", "b"], "gradient_norms": [1.0]})
    assert short_of_names is not None
    assert too_many is not None
    assert short_of_names.yours.names == ("a", "layer 2")
    assert too_many.yours.names == ("a",)


def test_the_ratio_is_computed_when_the_judge_gives_none() -> None:
    flow = gradient_flow({"gradient_norms": [1.0, 4.0]})
    assert flow is not None
    assert flow.ratio == 0.25


def test_a_ratio_that_says_nothing_is_left_out() -> None:
    for norms in ([1.0], [1.0, 0.0], [1.0, math.nan], [1.0, math.inf]):
        flow = gradient_flow({"gradient_norms": norms})
        assert flow is not None
        assert math.isnan(flow.ratio)
        assert "divided" not in flow.sentences()[0]


def test_a_negative_norm_and_text_are_no_norms() -> None:
    flow = gradient_flow({"gradient_norms": [-1.0, "0.5", None, 2.0]})
    assert flow is not None
    assert [math.isnan(norm) for norm in flow.yours.norms] == [True, True, True, False]


def test_a_very_deep_network_is_cut_and_says_so() -> None:
    flow = gradient_flow({"gradient_norms": [1.0] * (MAX_LAYERS + 20)})
    assert flow is not None
    assert len(flow.rows()) == MAX_LAYERS
    assert flow.yours.left_out == 20
    assert "100 layers" in flow.sentences()[0]


def test_losses_that_are_not_finite_are_said() -> None:
    flow = gradient_flow({"gradient_norms": [1.0], "loss_curve": [2.3, math.nan]})
    assert flow is not None
    assert flow.loss_sentence() == "The loss starts at 2.3 and ends at NaN. 1 of 2 values are NaN or infinite."


def test_what_the_checks_of_a_question_measured_is_merged() -> None:
    fix = verdict()["questions"]["fix_network"]
    fix["checks"][3]["measured"] = {"first_last_ratio": 99.0, "more": 1}
    fix["checks"][4]["measured"] = None
    merged = measured_of(fix)
    assert merged["first_last_ratio"] == MEASURED["first_last_ratio"]
    assert merged["more"] == 1
