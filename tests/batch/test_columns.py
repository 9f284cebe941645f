import pytest

from classifier.batch.columns import Columns, choose_columns
from classifier.errors import InputError


def test_names_of_several_makes_are_guessed() -> None:
    assert choose_columns(["Article Text", "GUID", "Headline", "Publication-Date"], Columns(), "n.csv") == Columns(
        "Article Text", "GUID", "Headline", "Publication-Date"
    )


def test_a_named_column_wins_over_a_guess() -> None:
    assert choose_columns(["text", "lead", "id"], Columns(text="lead"), "n.csv").text == "lead"


def test_the_better_guess_wins_wherever_it_stands() -> None:
    assert choose_columns(["url", "content", "id", "text"], Columns(), "n.csv") == Columns("text", "id")


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(InputError, match=r"n.csv: no column 'lead' for the text; its columns are 'text', 'id'"):
        choose_columns(["text", "id"], Columns(text="lead"), "n.csv")
    with pytest.raises(InputError, match=r"no column looks like the text; name it with --text-column; its columns are 'a', 'b'"):
        choose_columns(["a", "b"], Columns(), "n.csv")
