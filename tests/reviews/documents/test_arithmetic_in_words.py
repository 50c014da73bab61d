"""The arithmetic of a vote in words: from the numbers of the database, in both languages."""

import pytest
from django.utils.translation import override

from reviews.documents import words
from reviews.models import ExpertReview, Motion, Round, RulePack
from reviews.rules import packs

NEWEST = RulePack(**packs()[-1])
ARTICLE_ZH = "（《科技伦理审查办法（试行）》第十六条）"
ARTICLE = " (Measures for Science and Technology Ethics Review (Trial), Art. 16)"


def vote(present: int, yes: int, recused: int = 0, *, carried: bool) -> Motion:
    return Motion(
        round=Round(rule_pack=NEWEST),
        present=present,
        yes=yes,
        no=present - yes,
        abstain=0,
        basis=present,
        recused=recused,
        carried=carried,
    )


@pytest.mark.parametrize(
    ("motion", "chinese", "english"),
    [
        (
            vote(7, 5, 1, carried=True),
            f"到会委员7人，回避1人（不计入），7人中5人同意：15≥14，通过{ARTICLE_ZH}",
            f"7 attending, 1 recused and not counted, 5 of 7 in favour: 15 ≥ 14, carried{ARTICLE}",
        ),
        (
            vote(8, 5, carried=False),
            f"到会委员8人，无人回避，8人中5人同意：15<16，未通过{ARTICLE_ZH}",
            f"8 attending, nobody recused, 5 of 8 in favour: 15 < 16, not carried{ARTICLE}",
        ),
        (
            vote(6, 4, 2, carried=True),
            f"到会委员6人，回避2人（不计入），6人中4人同意：12≥12，通过{ARTICLE_ZH}",
            f"6 attending, 2 recused and not counted, 4 of 6 in favour: 12 ≥ 12, carried{ARTICLE}",
        ),
    ],
)
def test_a_vote_is_told_with_its_numbers_and_the_article(
    motion: Motion, chinese: str, english: str
) -> None:
    for language, expected in (("zh-hans", chinese), ("en", english)):
        with override(language):
            assert words.of_vote(motion).sentence == expected


def test_experts_are_counted_of_all_of_them() -> None:
    review = ExpertReview(round=Round(rule_pack=NEWEST), seats_counted=7, agreed=4, passed=False)
    with override("en"):
        assert words.of_experts(review).sentence == (
            "7 experts, 4 of 7 agree: 12 < 14, not carried"
            " (Measures for Science and Technology Ethics Review (Trial), Art. 30)"
        )
    with override("zh-hans"):
        assert words.of_experts(review).sentence == (
            "专家组全体专家7人，7人中4人同意：12<14，未通过（《科技伦理审查办法（试行）》第三十条）"
        )


def test_a_result_that_its_numbers_do_not_give_is_never_printed() -> None:
    with pytest.raises(ValueError, match="do not give its result"):
        words.of_vote(vote(7, 4, carried=True))


def test_whoever_reckons_again_finds_the_steps() -> None:
    with override("en"):
        assert words.reckoned(words.of_vote(vote(7, 5, carried=True))) == (
            "Against: 2. Abstaining: 0. Reckoned in whole numbers: 5 × 3 = 15, 2 × 7 = 14."
        )


@pytest.mark.parametrize(
    ("number", "chinese"),
    [(1, "一"), (10, "十"), (16, "十六"), (20, "二十"), (30, "三十"), (43, "四十三")],
)
def test_articles_are_counted_in_chinese(number: int, chinese: str) -> None:
    assert words.numeral(number) == chinese


def test_an_article_nobody_has_read_says_so() -> None:
    with override("en"):
        assert words.cited("ethics-2023-36").endswith(
            "(article not checked against the official text)"
        )
        assert words.cited("ethics-2023-14").endswith("Art. 14")
