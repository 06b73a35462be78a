"""Files as people have them: packed, in odd encodings, spoiled."""

import gzip
import tracemalloc
from pathlib import Path

import pytest

from crmtui.errors import SourceError
from crmtui.shop.csvfile import open_csv
from crmtui.shop.order import RowProblem


def rows_of(path: Path, **how: str) -> list[object]:
    return list(open_csv(path, **how).rows())


def write(tmp_path: Path, data: bytes, name: str = "orders.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "No;Käufer\n1;Zoë Müller\n".encode(encoding))
    assert rows_of(path) == [(1, ["No", "Käufer"]), (2, ["1", "Zoë Müller"])]


def test_stray_windows_bytes_do_not_spoil_the_utf8_around_them(tmp_path: Path) -> None:
    path = write(tmp_path, "a,Ünder\n".encode() + b"b,\x80 5\n")
    assert rows_of(path) == [(1, ["a", "Ünder"]), (2, ["b", "€ 5"])]


def test_packing_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    assert rows_of(write(tmp_path, gzip.compress(b"a,b\n1,2\n"))) == [(1, ["a", "b"]), (2, ["1", "2"])]
    assert rows_of(write(tmp_path, b"a,b\n", "x.csv.gz")) == [(1, ["a", "b"])]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiter_is_found_out(tmp_path: Path, mark: str) -> None:
    rows = [["a", "b", "c, d"], ["1", "2,5", "x"], ["2", "3,5", "y"]]
    text = "".join(mark.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)
    assert [row[1] for row in rows_of(write(tmp_path, text.encode()))] == rows


def test_line_numbers_count_the_lines_within_quotes(tmp_path: Path) -> None:
    path = write(tmp_path, b'a,b\n1,"two\nlines\r\nthree"\n\n2,x\n')
    assert [row[0] for row in rows_of(path)] == [1, 2, 6]


def test_nul_bytes_are_taken_out_and_told(tmp_path: Path) -> None:
    found = rows_of(write(tmp_path, b"a,b,c,d,e,f\n1,\x002,3,4,5,6\n"))
    assert found[1] == RowProblem(2, "NUL bytes were taken out of this row", fatal=False)
    assert found[2] == (2, ["1", "2", "3", "4", "5", "6"])


def test_row_within_one_field_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, b'a,b,c\n1,2,3\n"2,x,y"\n3,4,5\n')
    problem = rows_of(path)[2]
    assert isinstance(problem, RowProblem)
    assert (problem.line, problem.fatal) == (3, True)
    assert "inside one field" in problem.reason
    assert rows_of(path)[3] == (4, ["3", "4", "5"])


def test_file_spoiled_from_the_header_on_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="inside one field"):
        open_csv(write(tmp_path, b'"a,b,c"\n"1,2,3"\n'))


def test_unclosed_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    path = write(tmp_path, b'a,b\n1,"oops\n2,x\n3,y\n')
    assert rows_of(path) == [
        (1, ["a", "b"]),
        RowProblem(2, "a quote is opened here and not closed"),
        (3, ["2", "x"]),
        (4, ["3", "y"]),
    ]


def test_unclosed_quote_far_from_the_end_costs_its_own_row_only(tmp_path: Path) -> None:
    path = write(tmp_path, b'a,b\n1,"oops\n' + b"".join(b"%d,x\n" % n for n in range(3000)))
    found = rows_of(path)
    assert [row for row in found if isinstance(row, RowProblem)] == [
        RowProblem(2, "a quote is opened here and not closed")
    ]
    assert found[-1] == (3002, ["2999", "x"])
    assert len(found) == 3002


def test_huge_note_is_read_whole(tmp_path: Path) -> None:
    note = "x" * 500_000
    assert rows_of(write(tmp_path, f'a,b\n1,"{note}"\n'.encode()))[1] == (2, ["1", note])


def test_archive_cut_in_the_middle_gives_what_it_has(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(b"%d,%d\n" % (n, n * 7919 % 10007) for n in range(20000)))
    found = rows_of(write(tmp_path, packed[: len(packed) // 2]))
    assert len(found) > 1000
    assert isinstance(found[-1], RowProblem)
    assert "ends in the middle" in found[-1].reason


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "is empty"), (b"\n\n", "is empty"), (b"PK\x03\x04...", "not a text file"), (b"a\n1\n", "only one column")],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        open_csv(write(tmp_path, data))


def test_missing_file_is_an_error_for_people(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no file"):
        open_csv(tmp_path / "none.csv")


def test_a_line_without_end_costs_no_memory_and_the_rows_before_it_are_read(tmp_path: Path) -> None:
    file = tmp_path / "bomb.csv.gz"
    with gzip.open(file, "wb", compresslevel=1) as packed:
        packed.write(b"a,b\n1,2\n3,")
        for _ in range(40):
            packed.write(b"x" * 1_000_000)
    tracemalloc.start()
    found = list(open_csv(file).rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found[:2] == [(1, ["a", "b"]), (2, ["1", "2"])]
    assert all(isinstance(row, RowProblem) for row in found[2:])
    assert "more than 1,048,576 characters" in found[2].reason
    assert peak < 60_000_000
