"""Framing agrees with Python's csv on what is valid, and names what is not."""

import csv
import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extracts import framing
from extracts.framing import frame_csv, refuse_compressed
from schemas.reading import UnreadableExtract

fields = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="�"
    )
    | st.sampled_from('";\n,äöÅ '),
    max_size=6,
).filter(lambda text: "Â" not in text and "Ã" not in text)


@pytest.fixture
def framed(tmp_path):
    def frame(body: bytes, separator: str = ";", encoding: str = "utf-8"):
        path = tmp_path / "contacts.csv"
        path.write_bytes(body)
        return frame_csv(path, separator, encoding)

    return frame


@pytest.fixture
def refused(framed):
    def refuse(body: bytes, *said: str) -> tuple[str, int | None]:
        with pytest.raises(UnreadableExtract) as refusal:
            framed(body, *said)
        assert "\n" not in str(refusal.value)
        assert str(refusal.value).startswith("contacts.csv")
        return refusal.value.code, refusal.value.line

    return refuse


@given(
    rows=st.lists(st.lists(fields, min_size=3, max_size=3), max_size=8),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    block=st.integers(4, 60),
)
def test_valid_csv_has_as_many_rows_as_were_written(
    tmp_path_factory, rows, quoting, line_end, block
):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=quoting, lineterminator=line_end)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    path = tmp_path_factory.mktemp("framing") / "any.csv"
    path.write_bytes(text.getvalue().encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(framing, "BLOCK", block)
        found = frame_csv(path, ";")
    assert (found.header, found.rows) == (("a", "b", "c"), len(rows))


@pytest.mark.parametrize("block", range(3, 50))
def test_where_blocks_end_changes_nothing(framed, monkeypatch, block):
    rows = b'1;"a\nb;\n""";c\r\n;;\n"x\r\n";"\n";""\n'
    monkeypatch.setattr(framing, "BLOCK", block)
    assert framed(b"a;b;c\n" + rows * 4).rows == 12
    with pytest.raises(UnreadableExtract) as refusal:
        framed(b"a;b;c\n" + rows * 4 + b'1;"a\n\nb"\n')
    assert (refusal.value.code, refusal.value.line) == ("ragged_row", 30)


def test_many_plain_rows_are_counted(framed):
    assert framed(b"a;b\n" + b"1;2\n" * 1_000_000).rows == 1_000_000


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        (b"", "empty_file", None),
        (b"\xef\xbb\xbf", "empty_file", None),
        (b"a;b\n1;2\n1\n", "ragged_row", 3),
        (b"a;b\n1;2\n1;2;3\n1;2\n", "ragged_row", 3),
        (b'a;b\n"1\n1";2\n1\n', "ragged_row", 4),
        (b"a;b\n1;2\n1", "cut_last_row", 3),
        (b"a;b\n1;2\n\n1;2\n", "blank_line", 3),
        (b"a;b\n1;2\n\r\n", "blank_line", 3),
        (b"\na;b\n1;2\n", "blank_line", 1),
        (b'a;b\n1;2\n1;"2\n3;4\n', "unterminated_quote", 3),
        (b'a;b\n1;2"2\n', "stray_quote", 2),
        (b'a;b\n1;2\n1;"2"2\n', "stray_quote", 3),
        (b'a;b\n1;"2" \n', "stray_quote", 2),
        (b"a;b\r1;2\r", "lone_cr", 1),
        (b"a;b\n1;2\r1;2\n", "lone_cr", 2),
        (b"a;b\n1;2\n1\r;2\n", "lone_cr", 3),
        (b'a;b\n"1\r";2\r1;2\n', "lone_cr", 2),
        (b"a;b\n1;\x002\n", "nul", 2),
        ("a;b\n1;2\n".encode("utf-16-le"), "nul", 1),
        ("a;b\n1;ä\n".encode("latin-1"), "wrong_encoding", 2),
        ("a;b\n1;Ã¤\n".encode(), "mojibake", 2),
        ("a;b\n1;2\n1;\ufffd\n".encode(), "mojibake", 3),
        ("a;b\n1;\x8a\n".encode(), "mojibake", 2),
        (b"a,b\n1,2\n", "wrong_separator", 1),
        (b"a;b;a\n1;2;3\n", "duplicate_column", 1),
        (b'a;"b"b\n1;2\n', "bad_header", 1),
        (b";".join([b"%d" % i for i in range(1001)]) + b"\n", "too_many_columns", 1),
        (b"a;b\n1;2\n1;" + b"x" * (1 << 20) + b"\n", "long_row", 3),
        (b'a;b\n1;2\n1;"' + b"x\n" * (1 << 20) + b'"\n', "long_row", 3),
        (b"a;b" + b"x" * (3 << 20), "long_row", 1),
    ],
)
def test_what_is_wrong_is_named_with_its_line(refused, body, code, line):
    assert refused(body) == (code, line)


def test_a_fault_far_into_a_large_file_has_its_line(refused):
    rows = b'1;"a\nb"\n' * 300_000
    assert refused(b"a;b\n" + rows + b"1\n1;2\n") == ("ragged_row", 600_002)
    assert refused(b"a;b\n" + rows + b'1;"2\n') == ("unterminated_quote", 600_002)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_declared_encoding_is_decoded(framed, tmp_path, encoding):
    text = 'a;b\n1;"hyvää; yötä"\n2;ö\n'
    assert framed(text.encode(encoding), ";", encoding).rows == 2
    recoded = io.BytesIO()
    frame_csv(tmp_path / "contacts.csv", ";", encoding, recoded)
    assert recoded.getvalue().decode() == text


@pytest.mark.parametrize(
    ("body", "encoding", "code"),
    [
        ("a;b\n1;ä\n".encode(), "latin-1", "mojibake"),
        ("a;b\n1;š\n".encode("cp1252"), "latin-1", "mojibake"),
        ("a;b\n1;2\n".encode("utf-16")[:-1], "utf-16", "wrong_encoding"),
        (b"\xef\xbb\xbfa;b\n", "latin-1", "wrong_encoding"),
    ],
)
def test_a_wrongly_declared_encoding_is_refused(refused, body, encoding, code):
    assert refused(body, ";", encoding)[0] == code


def test_a_byte_order_mark_and_a_missing_last_line_end_are_remarked_on(framed):
    found = framed(b"\xef\xbb\xbfa;b\n1;2\n3;4")
    assert (found.header, found.rows) == (("a", "b"), 2)
    assert found.notes == (
        "contacts.csv: begins with a byte-order mark",
        "contacts.csv: the last row has no line end",
    )


def test_a_compressed_file_is_refused(tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_bytes(gzip.compress(b"a;b\n1;2\n"))
    with pytest.raises(UnreadableExtract, match="compressed \\(gzip\\)"):
        refuse_compressed(path)


def test_no_error_repeats_a_value(framed):
    for body in (b"a;b\n010190-900P\n", b'010190-900P;"x"x\n', b"010190-900P\n"):
        with pytest.raises(UnreadableExtract) as refusal:
            framed(body)
        assert "010190" not in str(refusal.value)
