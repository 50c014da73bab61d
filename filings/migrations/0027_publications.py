"""What everybody may read: approved by legal inside the wall, copied outside by the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import append_only, protect, tie

CHECK = r"""
CREATE FUNCTION publication_check() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  version filings_disclosure;
  answers jsonb;
  named text[];
BEGIN
  NEW.approved_at := clock_timestamp();
  IF NOT EXISTS (SELECT FROM filings_membership m WHERE m.provider_id = NEW.provider_id
                 AND m.user_id = NEW.approved_by_id AND m.role = 'legal') THEN
    RAISE EXCEPTION 'legal approves what is published' USING ERRCODE = '23000';
  END IF;
  IF NEW.number <> (SELECT coalesce(max(p.number), 0) + 1 FROM filings_publication p
                    WHERE p.algorithm_id = NEW.algorithm_id) THEN
    RAISE EXCEPTION 'a publication takes the next number' USING ERRCODE = '23000';
  END IF;
  IF NEW.number = 1 AND EXISTS (SELECT FROM filings_publishedentry e WHERE e.entry = NEW.entry)
     OR EXISTS (SELECT FROM filings_publication p WHERE p.algorithm_id = NEW.algorithm_id
                AND p.entry <> NEW.entry) THEN
    RAISE EXCEPTION 'an algorithm has an entry of its own' USING ERRCODE = '23000';
  END IF;
  IF NEW.content IS NULL THEN
    IF NOT EXISTS (SELECT FROM filings_publishedentry e WHERE e.entry = NEW.entry AND e.latest
                   AND NOT e.withdrawn) THEN
      RAISE EXCEPTION 'nothing is published' USING ERRCODE = '23000';
    END IF;
    RETURN NEW;
  END IF;
  SELECT * INTO version FROM filings_disclosure d WHERE d.id = NEW.disclosure_id
    AND d.algorithm_id = NEW.algorithm_id AND d.state = 'frozen';
  answers := version.content -> 'answers';
  named := ARRAY(SELECT CASE k WHEN 'name' THEN 'basics.name' ELSE 'notice.' || k END
                 FROM jsonb_object_keys(NEW.content -> 'texts') AS k)
           || ARRAY(SELECT CASE k WHEN 'contact' THEN 'rights.complaints'
                    ELSE 'rights.complaint_days' END
                    FROM jsonb_object_keys(NEW.content -> 'complaints') AS k);
  IF version IS NULL OR NOT coalesce(
       NEW.content - 'texts' - 'complaints' - 'provider' - 'algorithm' - 'list' = '{}'
       AND NEW.content -> 'texts' <@ jsonb_build_object(
         'name', answers #> '{basics,name}',
         'principle', answers #> '{notice,principle}',
         'mechanism', answers #> '{notice,mechanism}',
         'scenario', answers #> '{notice,scenario}',
         'purpose', answers #> '{notice,purpose}')
       AND NEW.content -> 'complaints' <@ jsonb_build_object(
         'contact', answers #> '{rights,complaints}',
         'days', answers #> '{rights,complaint_days}')
       AND NOT EXISTS (SELECT FROM jsonb_path_query(NEW.content, '$.texts.*.keyvalue()') AS leaf
                       WHERE leaf ->> 'key' NOT IN ('zh', 'en')), false) THEN
    RAISE EXCEPTION 'only what the frozen version says to the public is published'
      USING ERRCODE = '23000';
  END IF;
  IF EXISTS (SELECT FROM jsonb_each(version.content -> 'marks') AS mark
             WHERE mark.key = ANY (named) AND mark.value <> '[]') THEN
    RAISE EXCEPTION 'a text that bears a mark is not published' USING ERRCODE = '23000';
  END IF;
  IF NOT EXISTS (
       SELECT FROM filings_algorithm a JOIN filings_provider p ON p.id = a.provider_id
       WHERE a.id = NEW.algorithm_id AND a.number <> ''
         AND NEW.content -> 'algorithm' = jsonb_build_object('number', a.number, 'type', a.type)
         AND NEW.content -> 'provider' = jsonb_build_object(
           'name_zh', p.name_zh, 'name_en', p.name_en, 'uscc', p.uscc)
         AND NEW.content ->> 'list' ~ '^https://[^[:space:]]+$'
         AND length(NEW.content ->> 'list') <= 500) THEN
    RAISE EXCEPTION 'what is published names the filed algorithm and its provider'
      USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER checked BEFORE INSERT ON filings_publication
  FOR EACH ROW EXECUTE FUNCTION publication_check();

CREATE FUNCTION publication_show() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  code text := (SELECT p.uscc FROM filings_provider p WHERE p.id = NEW.provider_id);
  gone boolean := NEW.content IS NULL;
BEGIN
  UPDATE filings_publishedentry SET latest = false, uscc = code,
    shown = shown AND NOT gone, content = CASE WHEN gone THEN NULL ELSE content END
    WHERE entry = NEW.entry;
  INSERT INTO filings_publishedentry
    (entry, number, uscc, content, sha256, withdrawn, latest, shown, published_at)
    VALUES (NEW.entry, NEW.number, code, NEW.content, NEW.sha256, gone, true, NOT gone,
            NEW.approved_at);
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION publication_show() FROM PUBLIC;
CREATE TRIGGER shows AFTER INSERT ON filings_publication
  FOR EACH ROW EXECUTE FUNCTION publication_show();

REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON filings_publishedentry FROM beian_app;
"""
NO_CHECK = """
DROP TRIGGER shows ON filings_publication; DROP TRIGGER checked ON filings_publication;
DROP FUNCTION publication_show(), publication_check();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0026_pauses"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry", models.CharField(editable=False, max_length=12)),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("content", models.JSONField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("approved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="PublishedEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry", models.CharField(max_length=12)),
                ("number", models.PositiveIntegerField()),
                ("uscc", models.CharField(max_length=18)),
                ("content", models.JSONField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("withdrawn", models.BooleanField()),
                ("latest", models.BooleanField()),
                ("shown", models.BooleanField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["uscc", "entry", "-number"],
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
                    ("filing_started", "Filing started"),
                    ("filing_moved", "Filing moved on"),
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
                            "filing_started",
                            "filing_moved",
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
                        ],
                    )
                ),
                name="filings_event_act_known",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="algorithm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="publications",
                to="filings.algorithm",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="approved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="disclosure",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="publications",
                to="filings.disclosure",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddIndex(
            model_name="publishedentry",
            index=models.Index(
                condition=models.Q(("latest", True)),
                fields=["uscc", "entry"],
                name="filings_publishedentry_latest",
            ),
        ),
        migrations.AddIndex(
            model_name="publishedentry",
            index=models.Index(
                fields=["uscc", "-published_at"], name="filings_publishedentry_by_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedentry",
            constraint=models.UniqueConstraint(
                fields=("entry", "number"), name="filings_publishedentry_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                fields=("algorithm", "number"), name="filings_publication_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("content__isnull", False),
                        ("disclosure__isnull", False),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                    ),
                    models.Q(
                        ("content__isnull", True),
                        ("disclosure__isnull", True),
                        ("sha256", ""),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="filings_publication_whole",
            ),
        ),
        protect("filings_publication"),
        tie("filings_publication", "algorithm_id", "filings_algorithm"),
        tie("filings_publication", "disclosure_id", "filings_disclosure"),
        append_only("filings_publication"),
        migrations.RunSQL(CHECK, NO_CHECK),
    ]
