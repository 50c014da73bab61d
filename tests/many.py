"""Many records at once, written by the owner in a few statements, as real ones look."""

from typing import Any

from filings.searching import folded, sort_key, text

NAMES = [
    f"{brand}{scene}{kind}"
    for brand in ("星澜", "云帆", "青禾", "远山", "拾光", "乐橙", "知微", "海棠")
    for scene in ("商城", "直播", "资讯", "短视频", "外卖", "出行", "招聘", "音乐")
    for kind in (
        "个性化推荐算法",
        "搜索排序算法",
        "内容过滤算法",
        "热榜精选算法",
        "调度决策算法",
        "图像生成合成算法",
    )
]
TYPES = (
    "personalised_push",
    "ranking_selection",
    "content_filtering",
    "information_retrieval",
    "scheduling_decision",
    "generation_synthesis",
)
PURPOSES = ("按兴趣推荐商品和内容", "按相关程度排列结果", "识别并过滤违规内容", "安排骑手与订单")

SOURCE = """
CREATE TEMPORARY TABLE source ON COMMIT DROP AS
SELECT (ord - 1)::int AS i, name, name_sort, searched,
  array_to_tsvector(pieces(searched)) AS grams
FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS t(name, name_sort, searched, ord)
"""
ALGORITHMS = """
INSERT INTO filings_algorithm (provider_id, reference, name_zh, name_en, name_sort, type, role,
  purpose_zh, purpose_en, family, number, status, registered_at, changed_at)
SELECT %(provider)s, 'B-' || lpad(n::text, 6, '0'), name || n, 'Algorithm ' || n,
  name_sort || ' ' || n, (%(types)s::text[])[1 + i %% 6], 'service_provider',
  (%(purposes)s::text[])[1 + n %% 4], '', gen_random_uuid(),
  CASE WHEN n %% 3 = 0 THEN '网信算备3101012345678' || lpad((n %% 10000000)::text, 8, '0') || '号'
       ELSE '' END,
  (ARRAY['registered', 'disclosing', 'disclosed', 'filed'])[1 + n %% 4],
  now(), now() - n * interval '1 minute'
FROM generate_series(%(first)s, %(last)s) AS n JOIN source ON i = n %% %(names)s
"""
SEARCH = """
INSERT INTO filings_algorithmsearch (provider_id, algorithm_id, text, grams)
SELECT a.provider_id, a.id, s.searched || tail, s.grams || array_to_tsvector(pieces(tail))
FROM filings_algorithm a
JOIN source s ON s.i = substr(a.reference, 3)::int %% %(names)s,
LATERAL (SELECT lower(E'\\n' || a.reference || E'\\n' || a.number || E'\\n' || a.name_en
         || E'\\n' || a.purpose_zh) AS tail) AS made
WHERE a.provider_id = %(provider)s AND a.reference LIKE 'B-%%'
  AND substr(a.reference, 3)::int BETWEEN %(first)s AND %(last)s
"""
PRODUCTS = """
INSERT INTO filings_product (provider_id, algorithm_id, key, name, form, address, withdrawn)
SELECT a.provider_id, a.id, lpad(to_hex(f), 8, '0'), '星澜商城', 'app', '', false
FROM filings_algorithm a, generate_series(1, 1) AS f
WHERE a.id %% 5 = 0 AND a.provider_id = %(provider)s AND a.reference LIKE 'B-%%'
  AND substr(a.reference, 3)::int BETWEEN %(first)s AND %(last)s
"""
TABLES = ("filings_algorithm", "filings_algorithmsearch", "filings_product")


def fill(owner: Any, provider_id: int, last: int, first: int = 1) -> None:
    """Records `first` to `last` of one provider. `owner` is a cursor inside a transaction.

    The keeping triggers rest meanwhile: what they would derive is written right away.
    """
    facts = {
        "provider": provider_id,
        "first": first,
        "last": last,
        "names": len(NAMES),
        "types": list(TYPES),
        "purposes": list(PURPOSES),
    }
    for table in TABLES:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner.execute(
        SOURCE,
        [NAMES, [sort_key(n) for n in NAMES], [folded(text([n, "星澜商城"], [])) for n in NAMES]],
    )
    for statement in (ALGORITHMS, SEARCH, PRODUCTS):
        owner.execute(statement, facts)
    owner.execute("DROP TABLE source; SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def analyse(owner: Any) -> None:
    """What the database does by itself within minutes. Outside of any transaction."""
    for table in TABLES:
        owner.execute(f"VACUUM (ANALYZE) {table}")
