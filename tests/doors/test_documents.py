"""YAML files: plain data with lines, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allostasis.errors import InputError
from allostasis.quantities.documents import parse_document, read_document


def test_a_file_becomes_plain_data_and_every_key_keeps_its_line():
    document = parse_document('a: 1\nb:\n  - x: 2.5\n  - "3"\nc: {d: 08:00, e: no, f: ~, g: true}\n', "f.yaml")
    assert document.data == {"a": 1, "b": [{"x": 2.5}, "3"], "c": {"d": "08:00", "e": "no", "f": None, "g": True}}
    assert document.place(("b", 0, "x")) == "f.yaml:3, b[0].x"
    assert document.place(("c", "missing")) == "f.yaml:5, c.missing"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\na: 2\n", 2, "second time"),
        ("a: &x 1\n", 1, "anchor"),
        ("a: 1\nb: *x\n", 2, "reference"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "tag"),
        ("a: !secret x\n", 1, "tag"),
        ("a:\n\tb: 1\n", 2, "a tab"),
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("1: 2\n", 1, "not text"),
        ("? [a, b]\n: 3\n", 1, "key that is a list"),
        ("a: .nan\n", 1, "finite"),
        ("a: -.inf\n", 1, "finite"),
        ("a: 1e999\n", 1, "finite"),
        (f"a: {'9' * 5000}\n", 1, "finite"),
        ("a: [1, 2\n", 2, "bracket"),
        ('a: "x\n', 2, "quotation mark"),
        ("%YAML 1.1\n---\na: yes\n", 2, "directive"),
        ("[" * 200, 1, "nested"),
        ("a: \x00", 1, "not YAML"),
        ("a: b: c\n", 1, "not YAML"),
    ],
)
def test_what_yaml_forgives_is_refused_with_its_line(text, line, words):
    with pytest.raises(InputError) as refusal:
        parse_document(text, "f.yaml")
    message = str(refusal.value)
    assert f"f.yaml:{line}" in message
    assert words in message


def test_a_reference_that_would_expand_into_gigabytes_is_refused_at_once():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(InputError, match="reference"):
        parse_document("\n".join(lines), "bomb.yaml")


def test_all_problems_of_a_file_are_reported_together():
    with pytest.raises(InputError) as refusal:
        parse_document("a: 1\na: 2\nb: .nan\nc: &c 3\nd: !t 4\n", "f.yaml")
    assert len(refusal.value.problems) == 4


def test_files_that_cannot_be_read_say_why(tmp_path):
    (tmp_path / "latin.yaml").write_bytes("a: é".encode("latin-1"))
    (tmp_path / "long.yaml").write_text("a: " + "x" * 1_000_001)
    (tmp_path / "woolley.yaml").write_text("a: 1")
    for name, words in (
        ("latin.yaml", "UTF-8"),
        ("long.yaml", "1000 kB"),
        (".", "directory"),
        ("wooley.yaml", "woolley.yaml"),
        ("no/such/place.yaml", "does not exist"),
        ("nul\0.yaml", "name"),
    ):
        with pytest.raises(InputError) as refusal:
            read_document(tmp_path / name)
        assert words in str(refusal.value)


def test_a_byte_order_mark_is_no_fault(tmp_path):
    (tmp_path / "bom.yaml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_document(tmp_path / "bom.yaml").data == {"a": 1}


@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.text("{}[]:,-?*&!|>'\"%@ \n\tab1.", max_size=40)
)
def test_any_text_is_data_or_an_input_error(text):
    problems = []
    try:
        parse_document(text, "f.yaml")
    except InputError as refusal:
        problems = refusal.problems
    assert all(problem.place.startswith("f.yaml") for problem in problems)
