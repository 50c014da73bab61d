"""Work in the background: one application, with the tasks and the clock's table of every app."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("beian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="periodic")
app.conf.beat_schedule = {
    "sweep jobs": {"task": "filings.sweep_jobs", "schedule": 20.0, "options": {"expires": 60}},
    "deliver mail": {
        "task": "filings.deliver_mail",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "seal the history": {"task": "filings.seal", "schedule": 4.0, "options": {"expires": 12}},
    "check the history": {
        "task": "filings.check_history",
        "schedule": crontab(hour=2, minute=20),
        "options": {"expires": 3600},
    },
    "check the reviews": {
        "task": "reviews.check_invariants",
        "schedule": crontab(hour=2, minute=40),
        "options": {"expires": 3600},
    },
    "mail the checkpoint": {
        "task": "filings.mail_checkpoint",
        "schedule": crontab(hour=7, minute=30),
        "options": {"expires": 3600},
    },
    "follow the rules": {
        "task": "filings.follow_rules",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sign of life": {"task": "filings.beat", "schedule": 60.0, "options": {"expires": 60}},
    "deliver": {"task": "filings.deliver", "schedule": 15.0, "options": {"expires": 60}},
    "remind": {
        "task": "filings.remind",
        "schedule": crontab(minute=5),
        "options": {"expires": 1800},
    },
    "remind of the reviews": {
        "task": "reviews.remind",
        "schedule": crontab(minute=15),
        "options": {"expires": 1800},
    },
    "forget chapters": {
        "task": "filings.forget_parts",
        "schedule": crontab(hour=3, minute=10),
        "options": {"expires": 3600},
    },
    "visit links": {
        "task": "filings.visit_links",
        "schedule": crontab(hour=3, minute=40),
        "options": {"expires": 3600},
    },
    "follow the calendar": {
        "task": "filings.follow_calendar",
        "schedule": crontab(hour=4, minute=10),
        "options": {"expires": 3600},
    },
}
