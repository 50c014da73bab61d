"""The Merkle tree of RFC 6962, section 2.1: root, growth, proof that a leaf is in it.

Leaves are the hashes that events carry: SHA-256 over 0x00 and the bytes of the event.
"""

import hashlib
from collections.abc import Iterable, Sequence


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: one root for each full subtree, the largest first.

    As many as there are ones in the binary size, so a tree grows without its leaves at hand.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size, self.peaks = size, list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError("the peaks do not fit the size")

    def append(self, leaf_hash: bytes) -> None:
        grown, size = leaf_hash, self.size
        while size & 1:
            grown, size = node(self.peaks.pop(), grown), size >> 1
        self.peaks.append(grown)
        self.size += 1

    @property
    def root(self) -> bytes:
        if not self.peaks:
            return hashlib.sha256().digest()
        top = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            top = node(peak, top)
        return top


class Tree:
    """All levels of one tree, for many proofs at once."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.levels = [list(leaves)]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            level = [node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
            self.levels.append(level + below[len(level) * 2 :])  # an odd one moves up as it is

    @property
    def root(self) -> bytes:
        return self.levels[-1][0] if self.levels[-1] else hashlib.sha256().digest()

    def proof(self, number: int) -> list[bytes]:
        """The neighbours on the way from a leaf, counted from 0, to the root."""
        if not 0 <= number < len(self.levels[0]):
            raise IndexError(number)
        way = []
        for level in self.levels[:-1]:
            if (beside := number ^ 1) < len(level):
                way.append(level[beside])
            number >>= 1
        return way


def is_included(
    leaf_hash: bytes, number: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """RFC 9162, section 2.1.3.2. No shorter, longer or reordered proof passes."""
    if not 0 <= number < size:
        return False
    at, last, found = number, size - 1, leaf_hash
    for beside in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(beside, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root
