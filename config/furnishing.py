"""What an embedded server holds: two roles, the extensions, the database and the queue."""

from pgmq.install import get_embedded_install_sql

from config.embedded import APPLICATION, DATABASE, OWNER, QUEUE, Server
from config.refusal import CannotStart

EXTENSIONS = ("pg_trgm", "btree_gist")
TASKS = "pgmq.q_celery"


def furnish(server: Server, *, owner_creates: bool = False) -> None:
    """Make what is missing; safe to repeat, also after a first start that was cut off."""
    _roles(server, owner_creates=owner_creates)
    _extensions(server)
    _databases(server)
    _queue(server)


def offer_again(server: Server) -> None:
    """Tasks that a killed worker had taken come back at once, not after their timeout.

    Right only while no worker runs: with another at work its tasks would run twice.
    """
    with server.connect(QUEUE, APPLICATION) as connection:
        found = connection.execute("SELECT to_regclass(%s)", (TASKS,)).fetchone()
        if found and found[0]:
            connection.execute(
                "UPDATE pgmq.q_celery SET vt = now() WHERE vt > now() AND read_ct > 0"
            )


def _roles(server: Server, *, owner_creates: bool) -> None:
    with server.connect("postgres") as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in (OWNER, APPLICATION):
            if role not in known:
                connection.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS")
        if owner_creates:
            connection.execute(f"ALTER ROLE {OWNER} CREATEDB")


def _extensions(server: Server) -> None:
    """In the template, so that every database made later has them."""
    with server.connect("template1") as connection:
        for extension in EXTENSIONS:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        pieces = connection.execute("SELECT show_trgm('算法备案')").fetchone()
    if not pieces or not pieces[0]:
        raise CannotStart(
            "This PostgreSQL cannot take Chinese text apart: its locale is not UTF-8."
        )


def _databases(server: Server) -> None:
    with server.connect("postgres") as connection:
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        for database, role in ((DATABASE, OWNER), (QUEUE, APPLICATION)):
            if database not in known:
                connection.execute(f"CREATE DATABASE {database} OWNER {role}")


def _queue(server: Server) -> None:
    with server.connect(QUEUE, APPLICATION) as connection, connection.transaction():
        found = connection.execute("SELECT to_regclass('pgmq.meta')").fetchone()
        if not found or found[0] is None:
            connection.execute(get_embedded_install_sql())
