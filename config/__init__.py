"""Shared tasks find their application wherever Django runs."""

from config.celery import app

__all__ = ["app"]
