"""Other systems are told of chosen events; each message is staged with its event."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import protect, tie

STAGE = """
CREATE FUNCTION delivery_stage() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO filings_delivery
    (provider_id, webhook_id, event_id, message, state, tries, due_at, answer)
  SELECT w.provider_id, w.id, NEW.id, gen_random_uuid(), 'waiting', 0, clock_timestamp(), ''
  FROM filings_webhook w
  WHERE w.provider_id = NEW.provider_id AND w.closed_at IS NULL AND NEW.act = ANY (w.acts);
  RETURN NULL;
END $$;
CREATE TRIGGER stages AFTER INSERT ON filings_event
  FOR EACH ROW EXECUTE FUNCTION delivery_stage();

CREATE FUNCTION webhook_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL OR ROW(NEW.address, NEW.format, NEW.acts, NEW.secret,
     NEW.opened_by_id)
     IS DISTINCT FROM ROW(OLD.address, OLD.format, OLD.acts, OLD.secret, OLD.opened_by_id) THEN
    RAISE EXCEPTION 'a connection is closed once and never turned' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON filings_webhook
  FOR EACH ROW EXECUTE FUNCTION webhook_keep();

CREATE FUNCTION delivery_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.state = 'delivered' OR ROW(NEW.webhook_id, NEW.event_id, NEW.message)
     IS DISTINCT FROM ROW(OLD.webhook_id, OLD.event_id, OLD.message) THEN
    RAISE EXCEPTION 'a message is delivered once' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON filings_delivery
  FOR EACH ROW EXECUTE FUNCTION delivery_keep();
"""
NO_STAGE = """
DROP TRIGGER keep ON filings_delivery; DROP TRIGGER keep ON filings_webhook;
DROP TRIGGER stages ON filings_event;
DROP FUNCTION delivery_keep(), webhook_keep(), delivery_stage();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0034_rights"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.UUIDField(default=uuid.uuid4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("delivered", "Delivered"),
                            ("given_up", "Given up"),
                        ],
                        default="waiting",
                        max_length=40,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=200)),
                ("tried_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("address", models.URLField(max_length=500, verbose_name="address")),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("plain", "Signed JSON"),
                            ("wecom", "WeCom robot"),
                            ("dingtalk", "DingTalk robot"),
                            ("feishu", "Feishu robot"),
                        ],
                        default="plain",
                        max_length=40,
                        verbose_name="format",
                    ),
                ),
                (
                    "acts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="events"
                    ),
                ),
                ("secret", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="filings_event_act_known",
        ),
        migrations.AlterField(
            model_name="event",
            name="act",
            field=models.CharField(
                choices=[
                    ("provider_registered", "Provider registered"),
                    ("provider_changed", "Provider changed"),
                    ("member_added", "Role given"),
                    ("member_removed", "Role taken away"),
                    ("algorithm_registered", "Algorithm registered"),
                    ("algorithm_imported", "Algorithm imported"),
                    ("algorithm_changed", "Algorithm changed"),
                    ("sibling_linked", "Linked with a sibling record"),
                    ("service_ended", "End of service recorded"),
                    ("disclosure_started", "Disclosure started"),
                    ("section_saved", "Section saved"),
                    ("disclosure_frozen", "Disclosure frozen"),
                    ("evidence_added", "Evidence added"),
                    ("evidence_removed", "Evidence removed"),
                    ("determined", "Duties determined"),
                    ("assessment_started", "Impact assessment started"),
                    ("assessment_saved", "Impact assessment written on"),
                    ("assessment_signed", "Impact assessment signed off"),
                    ("export_step_recorded", "Step of the way abroad recorded"),
                    ("label_checked", "Sample of a label checked"),
                    ("unlabelled_provided", "Content without explicit label given out"),
                    ("filing_started", "Filing started"),
                    ("filing_moved", "Filing moved on"),
                    ("filing_taken_over", "Earlier filing taken over"),
                    ("entity_submitted", "Provider's facts submitted"),
                    ("entity_answered", "Provider's facts answered by the authority"),
                    ("clearance_recorded", "Ethics review settled"),
                    ("clearance_withdrawn", "Settlement of the ethics review withdrawn"),
                    ("committee_changed", "Committee changed"),
                    ("review_moved", "Ethics review moved on"),
                    ("review_judged", "Judged in the ethics review"),
                    ("finding_overridden", "Finding let pass"),
                    ("publication_confirmed", "Publication confirmed"),
                    ("deadline_started", "Deadline started"),
                    ("deadline_met", "Deadline met"),
                    ("deadline_corrected", "Deadline corrected"),
                    ("deadline_paused", "Deadline paused"),
                    ("deadline_resumed", "Deadline resumed"),
                    ("change_proposed", "Change filing proposed"),
                    ("display_checked", "Duty after filing checked"),
                    ("feed_opened", "Calendar feed opened"),
                    ("feed_closed", "Calendar feed closed"),
                    ("document_issued", "Document issued"),
                    ("signed_copy_added", "Signed copy added"),
                    ("field_ticked", "Field of the official form ticked"),
                    ("job_asked", "Job asked for"),
                    ("job_cancelled", "Job cancelled"),
                    ("exported", "Exported"),
                    ("entry_published", "Published for everybody"),
                    ("entry_withdrawn", "Withdrawn from the public"),
                    ("webhook_opened", "Connection to another system opened"),
                    ("webhook_closed", "Connection to another system closed"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "act__in",
                        [
                            "provider_registered",
                            "provider_changed",
                            "member_added",
                            "member_removed",
                            "algorithm_registered",
                            "algorithm_imported",
                            "algorithm_changed",
                            "sibling_linked",
                            "service_ended",
                            "disclosure_started",
                            "section_saved",
                            "disclosure_frozen",
                            "evidence_added",
                            "evidence_removed",
                            "determined",
                            "assessment_started",
                            "assessment_saved",
                            "assessment_signed",
                            "export_step_recorded",
                            "label_checked",
                            "unlabelled_provided",
                            "filing_started",
                            "filing_moved",
                            "filing_taken_over",
                            "entity_submitted",
                            "entity_answered",
                            "clearance_recorded",
                            "clearance_withdrawn",
                            "committee_changed",
                            "review_moved",
                            "review_judged",
                            "finding_overridden",
                            "publication_confirmed",
                            "deadline_started",
                            "deadline_met",
                            "deadline_corrected",
                            "deadline_paused",
                            "deadline_resumed",
                            "change_proposed",
                            "display_checked",
                            "feed_opened",
                            "feed_closed",
                            "document_issued",
                            "signed_copy_added",
                            "field_ticked",
                            "job_asked",
                            "job_cancelled",
                            "exported",
                            "entry_published",
                            "entry_withdrawn",
                            "webhook_opened",
                            "webhook_closed",
                        ],
                    )
                ),
                name="filings_event_act_known",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.event"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="webhook",
            name="opened_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="webhook",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="webhook",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="filings.webhook",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["plain", "wecom", "dingtalk", "feishu"])),
                name="filings_webhook_format_known",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["due_at"],
                name="filings_delivery_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "delivered", "given_up"])),
                name="filings_delivery_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("webhook", "event"), name="filings_delivery_once"
            ),
        ),
        protect("filings_webhook"),
        protect("filings_delivery"),
        tie("filings_delivery", "webhook_id", "filings_webhook"),
        tie("filings_delivery", "event_id", "filings_event"),
        migrations.RunSQL(STAGE, NO_STAGE),
    ]
