"""The embedded server's refusals and its care for what it finds."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from config import accounts, binaries
from config.accounts import Account
from config.embedded import SOCKET_PATH_LIMIT, Server
from config.furnishing import furnish, offer_again
from config.refusal import CannotStart, Exit

NOBODY_HERE = Account("somebody", 54321, 54321)


def cluster(folder: Path, version: str) -> Path:
    (folder / "pg").mkdir(parents=True)
    (folder / "pg" / "PG_VERSION").write_text(f"{version}\n")
    return folder


def open_to_all(folder: Path) -> Path:
    """The folders of pytest are closed; the account that root lends passes through these."""
    for place in (folder, *folder.parents):
        if place.owner() == Path.home().owner() and len(place.parts) > 2:
            place.chmod(place.stat().st_mode | 0o011)
    return folder


def test_data_of_another_version_are_left_alone(tmp_path: Path) -> None:
    server = Server(cluster(open_to_all(tmp_path) / "data", "12"))
    with pytest.raises(CannotStart, match="is of PostgreSQL 12, the programs are"):
        server.start()
    assert [path.name for path in server.cluster.iterdir()] == ["PG_VERSION"]


def test_a_long_path_moves_the_socket_and_only_the_socket(tmp_path: Path) -> None:
    long = tmp_path / ("l" * 120)
    assert len(os.fsencode(Server(long).socket)) <= SOCKET_PATH_LIMIT
    assert Server(long).socket != Server(long.with_name("m" * 120)).socket
    assert Server(Path("/short")).socket == Path("/short/run")


def test_a_folder_the_account_cannot_reach_is_refused(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = Server(closed / "data", account=NOBODY_HERE)
    with pytest.raises(CannotStart, match=r"somebody cannot reach .* BEIAN_DATA"):
        server.prepare()


def test_an_account_passes_where_the_rights_say_so(tmp_path: Path) -> None:
    folder = open_to_all(tmp_path) / "folder"
    folder.mkdir()
    for mode, passes in ((0o711, True), (0o710, False), (0o700, False)):
        folder.chmod(mode)
        assert NOBODY_HERE.may_enter(folder) is passes
    owner = replace(NOBODY_HERE, uid=folder.stat().st_uid)
    assert owner.may_enter(folder)


def test_only_root_lends_an_account() -> None:
    assert (accounts.lent() is None) is (os.geteuid() != 0)


def test_a_wrong_folder_of_programs_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(CannotStart, match=f"PG_BIN is {tmp_path}") as refusal:
        binaries.find()
    assert refusal.value.code == Exit.MISSING


def test_a_half_made_cluster_is_made_again_and_everything_in_it_twice(tmp_path: Path) -> None:
    server = Server(open_to_all(tmp_path) / "data", ("fsync=off",))
    half = server.folder / "pg.part"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server.start()
    try:
        furnish(server)
        furnish(server)
        offer_again(server)
        with server.connect("beian", "beian_app") as connection:
            with pytest.raises(Exception, match="permission denied for schema public"):
                connection.execute("CREATE TABLE mine (id int)")
            rights = (
                "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname ~ 'beian'"
            )
            assert connection.execute(rights).fetchall() == [(False, False, False)] * 2
        assert server.socket.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop()
    assert not half.exists()
    assert not server.answers()
