"""A set of ticket numbers, one bit each: 125 KB for a million tickets, whatever it holds.

The one rule: its count is kept while it changes, and never counted again.
"""

from collections.abc import Collection, Iterable

_ROOM = 1024
"""Bytes that it grows by at the least, lest every new ticket moves it."""


class Bits:
    """The set."""

    __slots__ = ("data", "n")

    def __init__(self, data: bytes | bytearray = b"") -> None:
        self.data = bytearray(data)
        self.n = int.from_bytes(self.data, "little").bit_count()

    @classmethod
    def of_blocks(cls, blocks: Iterable[tuple[int, int]]) -> "Bits":
        """The set of (number / 32, the 32 bits from there)."""
        data = bytearray()
        for block, flags in blocks:
            start = block * 4
            if start + 4 > len(data):
                data.extend(bytes(start + 4 + _ROOM - len(data)))
            data[start : start + 4] = flags.to_bytes(4, "little")
        return cls(data)

    def __contains__(self, number: int) -> bool:
        byte = number >> 3
        return byte < len(self.data) and bool(self.data[byte] & 1 << (number & 7))

    def __and__(self, other: "Bits") -> "Bits":
        both = int.from_bytes(self.data, "little") & int.from_bytes(other.data, "little")
        return Bits(both.to_bytes(-(-both.bit_length() // 8), "little"))

    def copy(self) -> "Bits":
        """The same, to be changed apart."""
        return Bits(self.data)

    def settle(self, numbers: Iterable[int], held: Collection[int]) -> None:
        """Take in which of these numbers it holds now."""
        for number in numbers:
            byte, bit = number >> 3, 1 << (number & 7)
            if byte >= len(self.data):
                self.data.extend(bytes(byte + _ROOM - len(self.data)))
            before = bool(self.data[byte] & bit)
            if (number in held) != before:
                self.data[byte] ^= bit
                self.n += -1 if before else 1
