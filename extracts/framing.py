"""Framing: where the rows and fields of a CSV file are, found from its bytes.

CSV readers repair in silence: a short row is filled with nulls, a wrong separator
gives one column, a cut last row passes. So the bytes are framed here first, by the
rules of RFC 4180 with LF or CRLF, and the count of rows is one that the reader had no
part in. Blocks end at a line end, which makes every test inside a block complete.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from schemas.reading import UnreadableExtract

BLOCK = 1 << 20
ROW_CAP = 1 << 20
COLUMN_CAP = 1_000
QUOTE, LF, CR = b'"\n\r'
BOM = codecs.BOM_UTF8

COMPRESSED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
}
# Text decoded wrongly, as UTF-8: two letters in the place of one (Ã¤ for ä), and
# control characters where Windows-1252 has š, ž or quotation marks.
TWICE_DECODED = re.compile(rb"\xc3[\x82\x83]\xc2[\x80-\xbf]")
CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
REPLACEMENT = "\ufffd".encode()
SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Framing:
    """The heading of a CSV file, the number of rows below it, and remarks."""

    header: tuple[str, ...]
    rows: int
    notes: tuple[str, ...] = ()


def frame_csv(
    path: Path,
    separator: str,
    encoding: str = "utf-8",
    recoded: BinaryIO | None = None,
) -> Framing:
    """Frame one CSV file and count its rows.

    `encoding` is decoded strictly; `recoded` gets the same text as UTF-8. Raises
    UnreadableExtract at the first thing that RFC 4180 does not allow: a row with
    another number of fields than the heading, a stray or unclosed quotation mark, a
    blank line, a lone CR, NUL, wrong encoding, a row above 1 MiB, an empty file.
    """
    frame: _Frame | None = None
    for block in _blocks(path, encoding):
        if frame is None:
            frame = _Frame(path.name, separator.encode(), block)
        frame.take(block)
        if recoded is not None:
            recoded.write(block)
    if frame is None:
        raise UnreadableExtract(
            "empty_file", "the file is empty; send it again with its rows", path.name
        )
    return frame.close(starts_with_bom(path))


def starts_with_bom(path: Path) -> bool:
    """Whether a file begins with the byte-order mark of UTF-8."""
    with path.open("rb") as file:
        return file.read(len(BOM)) == BOM


def refuse_compressed(path: Path) -> None:
    """Raise UnreadableExtract for a compressed file: readers open those unasked."""
    with path.open("rb") as file:
        start = file.read(8)
    for magic, name in COMPRESSED.items():
        if start.startswith(magic):
            raise UnreadableExtract(
                "compressed",
                f"the file is compressed ({name}); send it uncompressed",
                path.name,
            )


def _blocks(path: Path, encoding: str) -> Iterator[bytes]:
    """The file as UTF-8 without a byte-order mark, cut after line ends."""
    decoder = (
        None
        if encoding == "utf-8"
        else codecs.getincrementaldecoder(encoding)(errors="strict")
    )
    rest, lines, first = b"", 0, True
    with path.open("rb", buffering=0) as file:
        while True:
            piece = file.read(BLOCK)
            last = not piece
            if first:
                piece = _without_bom(piece, encoding, path.name)
                first = False
            if decoder is not None:
                try:
                    piece = decoder.decode(piece, final=last).encode()
                except UnicodeError:
                    raise _wrong_encoding(path.name, lines + 1, encoding) from None
            rest += piece
            end = len(rest) if last else rest.rfind(b"\n") + 1
            if end:
                block, rest = rest[:end], rest[end:]
                yield block
                lines += block.count(b"\n")
            elif len(rest) > ROW_CAP:
                _refuse_lone_cr(rest, path.name, lines + 1)
                raise _long_row(path.name, lines + 1)
            if last:
                return


def _without_bom(start: bytes, encoding: str, file: str) -> bytes:
    if not start.startswith(BOM):
        return start
    if encoding != "utf-8":
        raise _wrong_encoding(file, 1, encoding)
    return start[len(BOM) :]


class _Frame:
    """The state of framing between two blocks."""

    def __init__(self, file: str, separator: bytes, first: bytes) -> None:
        self.file = file
        self.separator = separator
        self.line = 1
        self.rows = -1
        self.quoted = False
        self.pending = b""
        self.pending_bytes = 0
        self.pending_lines = 0
        self.whole = True
        self._check_text(first)
        self.header = self._read_header(first)
        self.pattern = separator * (len(self.header) - 1) + b"\n"
        self.others = bytes(set(range(256)) - {separator[0], LF})
        edges = separator + b'\n\r"'
        self.edges = bytes(byte in edges for byte in range(256))

    def take(self, block: bytes) -> None:
        """Frame one more block."""
        if not block.endswith(b"\n"):
            self.whole = False
            block += b"\n"
        self._check_text(block)
        if not self._plain(block):
            self._quoted(block)
        self.line += block.count(b"\n")

    def close(self, bom: bool) -> Framing:
        """The result, once every block is in."""
        if self.quoted:
            raise UnreadableExtract(
                "unterminated_quote",
                "a quotation mark is never closed; send the file again",
                self.file,
                self.line - self.pending_lines,
            )
        notes = []
        if bom:
            notes.append(f"{self.file}: begins with a byte-order mark")
        if not self.whole:
            notes.append(f"{self.file}: the last row has no line end")
        return Framing(self.header, self.rows, tuple(notes))

    def _check_text(self, block: bytes) -> None:
        if b"\0" in block:
            utf_16 = self.line == 1 and block.find(b"\0") < 4
            raise UnreadableExtract(
                "nul",
                "the file holds NUL bytes; "
                + (
                    "it may be UTF-16, which the manifest must then say"
                    if utf_16
                    else "it may be damaged, send it again"
                ),
                self.file,
                self._line_of(block, block.find(b"\0")),
            )
        if block.isascii():
            return
        try:
            block.decode()
        except UnicodeDecodeError as error:
            line = self._line_of(block, error.start)
            raise _wrong_encoding(self.file, line, "utf-8") from None
        wrong = (
            TWICE_DECODED.search(block) or CONTROL.search(block)
            if b"\xc2" in block
            else None
        )
        at = wrong.start() if wrong else block.find(REPLACEMENT)
        if at >= 0:
            raise UnreadableExtract(
                "mojibake",
                "letters were damaged by a wrong encoding before or in this file; "
                "export it again as UTF-8",
                self.file,
                self._line_of(block, at),
            )

    def _read_header(self, block: bytes) -> tuple[str, ...]:
        start = block[: ROW_CAP + 1].decode(errors="ignore")
        lines = (line + "\n" for line in start.split("\n"))
        if b"\n" not in block:
            _refuse_lone_cr(block, self.file, 1)
        try:
            header = next(
                csv.reader(lines, delimiter=self.separator.decode(), strict=True)
            )
        except csv.Error:
            raise UnreadableExtract(
                "bad_header",
                "the heading is not valid CSV; write one line of column names",
                self.file,
                1,
            ) from None
        if len(header) > COLUMN_CAP:
            raise UnreadableExtract(
                "too_many_columns",
                f"the heading has more than {COLUMN_CAP} columns",
                self.file,
                1,
            )
        if not header:
            raise self._blank_line(1)
        if len(header) == 1:
            raise self._wrong_separator(header[0])
        if len(set(header)) < len(header):
            names = list(header)
            second = next(i for i, name in enumerate(names) if name in names[:i])
            raise UnreadableExtract(
                "duplicate_column",
                f"columns {names.index(names[second]) + 1} and {second + 1} have the "
                "same name; name each column once",
                self.file,
                1,
            )
        return tuple(header)

    def _plain(self, block: bytes) -> bool:
        """Accept a block that has no quotation marks and nothing wrong in it."""
        if self.quoted or b'"' in block:
            return False
        if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
            return False
        rows = block.count(b"\n")
        if block.translate(None, self.others) != self.pattern * rows:
            return False
        ends = np.flatnonzero(np.frombuffer(block, np.uint8) == LF)
        if np.diff(ends, prepend=-1).max() > ROW_CAP:
            return False
        self.rows += rows
        return True

    def _quoted(self, block: bytes) -> None:
        """Frame a block with quotation marks, or find what is wrong in it."""
        data = np.frombuffer(block, np.uint8)
        quotes, lf, cr = data == QUOTE, data == LF, data == CR
        inside = np.bitwise_xor.accumulate(quotes) ^ self.quoted
        self._check_quotes(block, quotes, inside)
        lone = np.flatnonzero(cr[:-1] & ~inside[:-1] & ~lf[1:])
        if lone.size:
            raise _lone_cr(self.file, self._line_of(block, int(lone[0])))

        outside = ~inside & (lf | (data == self.separator[0]))
        ends = np.flatnonzero(lf & outside)
        self._check_lengths(block, ends)
        found = self.pending + (data * outside).tobytes().translate(None, b"\0")
        rows = found.count(b"\n")
        end = found.rfind(b"\n") + 1
        if found[:end] != self.pattern * rows:
            self._refuse_ragged(block, found[:end], ends)
        self.rows += rows
        self.quoted = bool(inside[-1])
        self.pending = found[end:]
        last = int(ends[-1]) + 1 if ends.size else 0
        carried = 0 if ends.size else self.pending_bytes
        self.pending_bytes = carried + len(block) - last
        lines = block.count(b"\n", last)
        self.pending_lines = lines + (0 if ends.size else self.pending_lines)

    def _check_quotes(
        self, block: bytes, quotes: np.ndarray, inside: np.ndarray
    ) -> None:
        """Marks open after a separator or a mark, and close before one."""
        edge = np.frombuffer(block.translate(self.edges), bool)
        opens, closes = quotes & inside, quotes & ~inside
        stray = np.flatnonzero((opens[1:] & ~edge[:-1]) | (closes[:-1] & ~edge[1:]))
        if stray.size:
            raise UnreadableExtract(
                "stray_quote",
                "a quotation mark stands inside a field; quote the whole field and "
                "double the marks in it",
                self.file,
                self._line_of(block, int(stray[0])),
            )

    def _check_lengths(self, block: bytes, ends: np.ndarray) -> None:
        starts = np.concatenate([[-self.pending_bytes], ends + 1])
        lengths = np.append(ends + 1, len(block)) - starts
        if lengths.max() > ROW_CAP:
            first = int(starts[int(np.argmax(lengths > ROW_CAP))])
            line = self._line_of(block, first) if first > 0 else self._open_line()
            raise _long_row(self.file, line)

    def _refuse_ragged(self, block: bytes, found: bytes, ends: np.ndarray) -> None:
        stops = np.flatnonzero(np.frombuffer(found, np.uint8) == LF)
        fields = np.diff(stops, prepend=-1)
        bad = int(np.argmax(fields != len(self.header)))
        start = int(ends[bad - 1]) + 1 if bad else 0
        line = self._line_of(block, start) if bad else self._open_line()
        if block[start : int(ends[bad]) + 1] in (b"\n", b"\r\n"):
            raise self._blank_line(line)
        if not self.whole and bad == len(stops) - 1:
            raise UnreadableExtract(
                "cut_last_row",
                f"the last row has {fields[bad]} fields of {len(self.header)} and no "
                "line end: the file was cut; send it again",
                self.file,
                line,
            )
        raise UnreadableExtract(
            "ragged_row",
            f"the row has {fields[bad]} fields and the heading {len(self.header)}; "
            "check separators and quotation marks",
            self.file,
            line,
        )

    def _open_line(self) -> int:
        return self.line - (self.pending_lines if self.pending_bytes else 0)

    def _line_of(self, block: bytes, offset: int) -> int:
        return self.line + block.count(b"\n", 0, offset)

    def _blank_line(self, line: int) -> UnreadableExtract:
        return UnreadableExtract(
            "blank_line",
            "the line is blank; write one line for each row",
            self.file,
            line,
        )

    def _wrong_separator(self, heading: str) -> UnreadableExtract:
        others = [mark for mark in SEPARATORS if mark in heading]
        return UnreadableExtract(
            "wrong_separator",
            f"the heading is one field when it is split at {self.separator.decode()!r}"
            + (f", and it holds {others[0]!r}" if others else "")
            + "; give the separator in the manifest",
            self.file,
            1,
        )


def _refuse_lone_cr(text: bytes, file: str, line: int) -> None:
    if b"\r" in text:
        raise _lone_cr(file, line)


def _lone_cr(file: str, line: int) -> UnreadableExtract:
    return UnreadableExtract(
        "lone_cr",
        "a line ends with CR alone; end lines with LF or CRLF",
        file,
        line,
    )


def _long_row(file: str, line: int) -> UnreadableExtract:
    return UnreadableExtract(
        "long_row",
        f"the row is longer than {ROW_CAP >> 20} MiB: a quotation mark may be open, "
        "or a field too long",
        file,
        line,
    )


def _wrong_encoding(file: str, line: int, encoding: str) -> UnreadableExtract:
    return UnreadableExtract(
        "wrong_encoding",
        f"the text is not {encoding.upper()}; give its encoding in the manifest",
        file,
        line,
    )
