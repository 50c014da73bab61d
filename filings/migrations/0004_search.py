"""Search by pieces of one and two characters, so that 推荐 and even 推 use an index.

Under the wall PostgreSQL may not run a text operator before the policy; the search therefore
goes through a function of its own that filters by provider itself.
"""

from django.db import migrations

SEARCH = r"""
CREATE FUNCTION pieces(value text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT piece), '{}') FROM (
    SELECT unnest(ARRAY[one, one || lead(one) OVER (ORDER BY place)]) AS piece
    FROM unnest(string_to_array(value, NULL)) WITH ORDINALITY AS letter(one, place)) AS all_pieces
  WHERE piece IS NOT NULL AND piece !~ '\s'
$$;

-- Words of one character ask for that character, longer ones for each pair inside them.
CREATE FUNCTION pieces_query(words text[]) RETURNS tsquery LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(
    '''' || replace(replace(piece, '\', '\\'), '''', '''''') || '''', ' & ')::tsquery
  FROM unnest(words) AS word, unnest(pieces(word)) AS piece
  WHERE char_length(piece) = least(char_length(word), 2)
$$;

CREATE FUNCTION like_all(words text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT array_agg('%' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%')
  FROM unnest(words) AS word
$$;

CREATE FUNCTION fill_grams() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.grams := array_to_tsvector(pieces(NEW.text));
  RETURN NEW;
END $$;
CREATE TRIGGER grams BEFORE INSERT OR UPDATE OF text ON filings_algorithmsearch
  FOR EACH ROW EXECUTE FUNCTION fill_grams();
CREATE TRIGGER grams BEFORE INSERT OR UPDATE OF text ON filings_publicentry
  FOR EACH ROW EXECUTE FUNCTION fill_grams();

CREATE FUNCTION algorithm_search(words text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT algorithm_id FROM filings_algorithmsearch
  WHERE provider_id = ANY ((SELECT current_setting('app.provider_ids'))::bigint[])
    AND grams @@ pieces_query(words) AND text LIKE ALL (like_all(words))
$$;

CREATE FUNCTION public_entry_search(words text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE AS $$
  SELECT id FROM filings_publicentry
  WHERE grams @@ pieces_query(words) AND text LIKE ALL (like_all(words))
$$;
"""

DROP = """
DROP TRIGGER grams ON filings_algorithmsearch; DROP TRIGGER grams ON filings_publicentry;
DROP FUNCTION public_entry_search(text[]), algorithm_search(text[]), fill_grams(),
  like_all(text[]), pieces_query(text[]), pieces(text);
"""


class Migration(migrations.Migration):
    dependencies = [("filings", "0003_keeping")]

    operations = [migrations.RunSQL(SEARCH, DROP)]
