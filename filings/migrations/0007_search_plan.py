"""Search walks the index of pieces alone.

Pieces decide about words of one and two characters; only longer words are read again in the text.
The `+ 0` keeps the planner from walking a provider's whole ledger instead when a word is frequent,
and each search is planned for its own words: from the sixth call on PostgreSQL would reuse a plan
that fits none of them (four times slower at 100,000 records). A walk of the whole table is out of
the question also where the planner, judging by pages alone, takes it for cheaper.
"""

from django.db import migrations

WORDS = r"""
CREATE OR REPLACE FUNCTION like_all(words text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(
    '%' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%'), '{}')
  FROM unnest(words) AS word WHERE char_length(word) > 2
$$;
"""

SEARCH = """
CREATE OR REPLACE FUNCTION algorithm_search(words text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT algorithm_id FROM filings_algorithmsearch
  WHERE provider_id + 0 = ANY ((SELECT current_setting('app.provider_ids'))::bigint[])
    AND grams @@ pieces_query(words) AND text LIKE ALL (like_all(words))
$$;
ALTER FUNCTION algorithm_search(text[]) SET plan_cache_mode = force_custom_plan;
ALTER FUNCTION public_entry_search(text[]) SET plan_cache_mode = force_custom_plan;
ALTER FUNCTION algorithm_search(text[]) SET enable_seqscan = off;
ALTER FUNCTION public_entry_search(text[]) SET enable_seqscan = off;
"""


class Migration(migrations.Migration):
    dependencies = [("filings", "0006_ledger_order")]

    operations = [migrations.RunSQL(WORDS + SEARCH, migrations.RunSQL.noop)]
