"""What a student reads of an exception that their code raised."""

from __future__ import annotations

from gradlab.checking.recorder import describe


def test_the_bold_type_of_a_keras_error_does_not_reach_the_student() -> None:
    error = ValueError("\x1b[1mUnknown\x1b[0m layer:\n   Danse")
    assert describe(error).text == "Unknown layer: Danse"


def test_an_exception_that_cannot_say_what_it_is_still_has_a_name() -> None:
    class Silent(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    found = describe(Silent())
    assert (found.type_name, found.text) == ("Silent", "")
