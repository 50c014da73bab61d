"""The tree: the vectors of RFC 6962, every proof of every size, and no forged one."""

import hashlib

import pytest

from filings.sealing import tree

INPUTS = [
    bytes.fromhex(each)
    for each in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Roots of the first one to eight inputs, as the certificate transparency logs compute them."""


def leaves(size: int) -> list[bytes]:
    return [tree.leaf(str(number).encode()) for number in range(size)]


def test_roots_are_those_of_other_implementations() -> None:
    known = [tree.leaf(data) for data in INPUTS]
    assert [tree.Tree(known[:size]).root.hex() for size in range(1, 9)] == list(ROOTS)
    assert tree.Tree([]).root == tree.Frontier().root == hashlib.sha256().digest()


def test_a_tree_grows_from_its_edge_as_from_its_leaves() -> None:
    growing, known = tree.Frontier(), leaves(200)
    for size, each in enumerate(known, 1):
        growing.append(each)
        assert growing.root == tree.Tree(known[:size]).root
        growing = tree.Frontier(growing.size, growing.peaks)
    with pytest.raises(ValueError, match="do not fit"):
        tree.Frontier(3, growing.peaks[:1])


def test_every_proof_holds_and_none_that_is_bent() -> None:
    for size in range(1, 66):
        known = leaves(size)
        whole = tree.Tree(known)
        for number, each in enumerate(known):
            proof = whole.proof(number)
            assert tree.is_included(each, number, size, proof, whole.root)
            for bent in (
                [*proof, known[0]],
                proof[:-1] if proof else [known[0]],
                proof[::-1] if len(set(proof)) > 1 else [b"x" * 32],
            ):
                assert not tree.is_included(each, number, size, bent, whole.root)
            assert not tree.is_included(tree.leaf(b"x"), number, size, proof, whole.root)
            assert not tree.is_included(each, number, size, proof, known[0] + b"x")
            assert not tree.is_included(each, size, size, proof, whole.root)
            if size > 1:
                assert not tree.is_included(each, (number + 1) % size, size, proof, whole.root)


def test_there_is_no_proof_of_what_is_not_there() -> None:
    for number in (-1, 3):
        with pytest.raises(IndexError):
            tree.Tree(leaves(3)).proof(number)
