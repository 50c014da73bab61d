"""The product's settings over a PostgreSQL thrown away after the run.

An outside server may be given in DATABASE_URL and DATABASE_OWNER_URL; its owner role must be
allowed to create databases. ``tests.conftest`` starts the throwaway server.
"""

import os
import tempfile
from pathlib import Path

if "BEIAN_TEST_FOLDER" not in os.environ and "DATABASE_URL" not in os.environ:
    os.environ["BEIAN_TEST_FOLDER"] = tempfile.mkdtemp(prefix="beian-test-")
if folder := os.environ.get("BEIAN_TEST_FOLDER"):
    for variable, role in (("DATABASE_URL", "beian_app"), ("DATABASE_OWNER_URL", "beian_owner")):
        os.environ[variable] = f"postgresql:///beian?host={folder}/run&user={role}"
    os.environ["BEIAN_DATA"] = str(Path(folder) / "data")
os.environ.setdefault("SECRET_KEY", "for-tests-only")
os.environ.setdefault("BEIAN_DEMO", "1")
os.environ.setdefault("BEIAN_DEBUG", "1")

from config.settings import *  # noqa: F403
from config.settings import STATIC_ROOT, STORAGES

# Names of static files without a digest: nothing is collected before a test.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LANGUAGE_CODE = "en"  # sentences are compared as they stand in the source
