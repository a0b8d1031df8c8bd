"""Pages of claims, outcomes, the model, studies and changes: each number leads to its row and back."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import Any

import lxml.html
import pytest

from allostasis.evidence import load
from allostasis.evidence.claims import judge
from allostasis.evidence.synthesis import synthesise
from allostasis.models.describe import parameters, parts
from allostasis.studies.recorded import recorded_result
from allostasis.verification import recorded

EVIDENCE = load()


def json_of(client: Any, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.json()


def html_of(client: Any, address: str) -> lxml.html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return lxml.html.fromstring(answer.content.decode())


def test_the_map_shows_every_claim_under_its_verdict_and_counts_as_the_judgement_does(client):
    page = json_of(client, "/claims.json")
    shown = {
        line["claim"]["text"]: (
            group["verdict"],
            line["samples_for"],
            line["samples_against"],
            line["samples_neutral"],
        )
        for group in page["groups"]
        for line in group["claims"]
    }
    wanted = {
        each.claim.title: (
            each.verdict.value,
            each.counts.supporting,
            each.counts.against,
            each.counts.neutral,
        )
        for each in judge(EVIDENCE).values()
    }
    assert shown == wanted


def test_the_bars_of_the_map_are_as_wide_as_their_samples(client):
    lines = [line for group in json_of(client, "/claims.json")["groups"] for line in group["claims"]]
    names = {"for": "samples_for", "against": "samples_against", "neutral": "samples_neutral"}
    widths = {round(bar["width"] / line[names[bar["standing"]]], 1) for line in lines for bar in line["bars"]}
    assert len(widths) == 1  # one width per sample; the rounding is that of the drawing
    assert all(bar["start"] >= 0 and bar["start"] + bar["width"] <= 100 for line in lines for bar in line["bars"])


def test_a_number_is_followed_from_claim_to_outcome_to_article_and_back(client):
    claim = json_of(client, "/claim/heroin_in_rats.json")
    rows = [row for statement in claim["statements"] for row in statement["rows"]]
    for row in rows:
        outcome = row["effect"]["outcome"]["address"]
        page = html_of(client, outcome)
        (link,) = page.xpath(f"//tr[@id='{row['effect']['key']}']/th/a/@href")
        article, _, anchor = link.partition("#")
        assert anchor == row["effect"]["key"]
        back = html_of(client, article).xpath(f"//tr[@id='{anchor}']//a/@href")
        assert outcome in back
        assert "/claim/heroin_in_rats/" in back


def test_an_outcome_says_of_each_species_what_the_synthesis_says(client):
    page = json_of(client, "/outcome/craving_cue.json")
    (human,) = [each for each in page["answers"] if each["species"] == "human"]
    answer = synthesise("craving_cue", exact=True, species="human", factors=False)
    assert human["samples"] == len(answer.harvest.lines)
    assert human["is_pooled"] is (answer.pooling.pooled is not None)
    (forest,) = [each for each in human["figures"] if each["name"] == "forest"]
    assert [row["cells"][0]["link"]["text"] for row in forest["rows"]] == [r.effect.effect_id for r in answer.rows]
    assert len(human["left_out"]) == len(answer.excluded)


def test_every_outcome_with_a_result_has_a_page_with_all_of_its_rows(client):
    wanted: dict[str, int] = {}
    for effect in EVIDENCE.effects.values():
        wanted[effect.outcome] = wanted.get(effect.outcome, 0) + 1
    for outcome in ("craving_cue", "withdrawal", "cortisol", "infusions", "retention"):
        assert json_of(client, f"/outcome/{outcome}.json")["paging"]["total"] == wanted[outcome]


def test_figures_are_drawn_without_styles_and_each_has_its_table(client):
    page = html_of(client, "/outcome/craving_cue/")
    figures = page.xpath("//figure")
    assert figures
    for figure in figures:
        assert figure.xpath(".//table")
        for drawing in figure.xpath(".//svg"):
            assert drawing.get("role") == "img"
            assert drawing.xpath("./title")[0].text
    assert page.xpath("//svg//*[@style]") == []


def test_styles_of_a_drawing_become_attributes_and_nothing_is_lost():
    from allostasis.report.svg import without_styles

    before = '<g style="fill: none; stroke: var(--ink)"><text style="font: italic 700 12px var(--sans)">a</text></g>'
    after = without_styles(before)
    assert after == (
        '<g fill="none" stroke="var(--ink)"><text font-style="italic" font-weight="700" font-size="12px" '
        'font-family="var(--sans)">a</text></g>'
    )


def test_every_parameter_is_listed_with_its_default_and_has_a_page(client):
    listed: dict[str, str] = {}
    query = "?what=parameter"
    while query is not None:
        part = json_of(client, f"/parameters.json{query}")
        listed |= {line["quantity"]["text"]: line["default"] for line in part["quantities"]}
        query = part["paging"]["next"]
    assert set(listed) == set(parameters())
    assert listed["hpa.k_acth"] == f"{EVIDENCE.priors['hpa.k_acth'].default:.6g}"
    for name in list(listed)[::40]:
        assert json_of(client, f"/parameter/{name}.json")["key"] == name


def test_filters_narrow_the_list_and_an_unknown_one_is_refused(client):
    page = json_of(client, "/parameters.json?subsystem=hpa&basis=assumed&q=oxytocin")
    assert page["quantities"]
    for line in page["quantities"]:
        assert line["subsystem"]["text"] == "hpa"
        assert line["basis"] == "assumed"
        assert "oxytocin" in line["meaning"].casefold()
    assert client.get("/parameters.json?subsystem=nothing").status_code == 404


def test_a_parameter_shows_each_row_behind_its_prior_with_its_source(client):
    page = json_of(client, "/parameter/hpa.k_acth.json")
    assert page["unit"] == "1/h"
    rows = {row["key"]: row for row in page["rows"]}
    for key in EVIDENCE.priors["hpa.k_acth"].rows:
        value = EVIDENCE.parameter_values[key]
        reported = key if value.source else value.from_rows[0]  # one of them was worked out from another row
        source = EVIDENCE.parameter_values[reported].source
        assert rows[key]["in_prior"] is True
        assert rows[key]["source"]["address"] == f"/article/{source}/#{reported}"
        assert html_of(client, f"/article/{source}/").xpath(f"//tr[@id='{reported}']")
    assert "woolley2016" in [study["text"] for study in page["studies"]]


def test_whatever_a_claim_or_an_article_names_of_the_model_has_a_page(client):
    named = {name for each in judge(EVIDENCE).values() for part in each.parts for name in part.part.model_quantities}
    named |= {row.parameter for row in list(EVIDENCE.parameter_values.values())[::25]}
    missing = [name for name in sorted(named) if client.get(f"/parameter/{name}.json").status_code != 200]
    assert missing == []


def test_a_prior_is_drawn_where_its_distribution_lies(client):
    from scipy import stats

    prior = EVIDENCE.priors["heroin.k_mam"]
    assert prior.distribution == "lognormal"
    (human,) = [
        each for each in json_of(client, "/parameter/heroin.k_mam.json")["species"] if each["species"] == "human"
    ]
    low, high = (stats.lognorm(prior.b, scale=prior.a).ppf(p) for p in (0.05, 0.95))
    assert float(human["density"]["low"]) == pytest.approx(low, rel=0.005)  # three digits are printed
    assert float(human["density"]["high"]) == pytest.approx(high, rel=0.005)
    assert human["density"]["left"] < human["density"]["default"] < human["density"]["right"]


def test_every_equation_of_every_subsystem_is_typeset_and_said_in_text(client):
    for name, kind in parts().items():
        page = json_of(client, f"/subsystem/{name}.json")
        assert len(page["parameters"]) == len(kind.parameters())
        for each in [*page["rates"], *page["functions"], *page["shared_forms"]]:
            tree = ElementTree.fromstring(each["mathml"])
            assert tree.get("alttext") == each["text"]
            assert tree.find(".//mtext") is None, each["text"]  # what the printer does not know is left as text


def test_the_checks_of_a_subsystem_are_all_there_and_misses_are_seen(client):
    for name in {part for result in recorded() for part in result.parts} & set(parts()):
        of_part = [result for result in recorded() if name in result.parts]
        page = json_of(client, f"/subsystem/{name}.json")
        assert [(each["check"], each["verdict"]) for each in page["checks"]] == [(r.check, r.verdict) for r in of_part]
        assert page["misses"] == sum(result.verdict == "misses" for result in of_part)
    total = json_of(client, "/subsystems.json")["total"]
    assert total["misses"] == sum(result.verdict == "misses" for result in recorded())
    assert total["agrees"] == sum(result.verdict == "agrees" and result.counts for result in recorded())


def test_a_study_shows_what_was_published_beside_what_was_kept_and_calls_it_by_its_role(client):
    page = json_of(client, "/study/woolley2016.json")
    kept = recorded_result("woolley2016")
    assert kept is not None
    assert page["agreement"] == "reproduced"
    shares = {
        row["statistic"]: 100 * float(row["value"]) for row in kept["summary"] if row["quantity"] == "share_of_draws"
    }
    shown = {share["verdict"].replace(" ", "_").replace("ly_", "_"): share for share in page["result"]["shares"]}
    assert shown["not_significant"]["percent"] == pytest.approx(shares["not_significant"])
    assert [share["verdict"] for share in page["result"]["shares"] if share["is_published"]] == ["not significant"]
    assert "predict" not in html_of(client, "/study/woolley2016/").xpath("string(//section[@aria-labelledby='result'])")


def test_studies_of_every_kind_say_their_methods_and_the_parameters_that_matter(client):
    for key, parameter in (
        ("woolley2016", "hpa.k_acth"),
        ("ahmed2000", "pressing.k_0"),
        ("overdose-fentanyl", "circulation.rho"),
        ("overdose-first-dose-after-abstinence", "hpa.k_acth"),
    ):
        file = json_of(client, f"/study/{key}.json")["file"]
        assert len(file["methods"]) > 3, key
        assert {each["name"] for each in file["brief"]} >= {"Design", "Arms", "Seed"}
        assert file["assumptions"], key
        listed = {each["text"]: each["address"] for each in file["parameters"]}
        assert parameter in listed, key
        assert None not in listed.values(), key


def test_no_page_of_a_study_or_subsystem_shows_the_marks_of_its_source(client):
    for address in (
        "/study/woolley2016/",
        "/study/overdose-fentanyl/",
        "/subsystem/hpa/",
        "/subsystem/oxytocin/",
    ):
        page = html_of(client, address)
        for pre in page.xpath("//pre"):
            pre.drop_tree()
        assert "`" not in page.text_content(), address
    assert "allostasis verify" in html_of(client, "/study/woolley2016/").xpath("//li/code/text()")


def test_the_file_of_a_study_is_served_as_it_is(client):
    from allostasis.studies.library import available_studies

    answer = client.get("/study/woolley2016.yaml")
    assert answer.content.decode() == available_studies()["woolley2016"].read_text(encoding="utf-8")
    assert answer["Content-Type"].startswith("text/plain")
    assert client.get("/study/nothing.yaml").status_code == 404


def test_every_study_of_the_evidence_has_a_page_and_its_role(client):
    counts = {each["role"]: each["studies"] for each in json_of(client, "/studies.json")["roles"]}
    roles = [study.role.replace("_", " ") for study in EVIDENCE.studies.values()]
    assert counts == {role: roles.count(role) for role in counts}
    for key in list(EVIDENCE.studies)[::40]:
        assert json_of(client, f"/study/{key}.json")["role"] == EVIDENCE.studies[key].role.replace("_", " ")


def test_a_study_file_of_a_kind_that_is_not_known_is_shown_as_it_stands(monkeypatch, tmp_path):
    from allostasis.web.facts import studies

    (tmp_path / "later.yaml").write_text("schema: 9\nkind: something new\ntitle: A study of a later kind\n")
    monkeypatch.setattr(studies, "available_studies", lambda: {"later": tmp_path / "later.yaml"})
    monkeypatch.setattr(studies, "available_lever_studies", dict)
    monkeypatch.setattr(studies, "available_overdose_studies", dict)
    (entry,) = studies.facts(EVIDENCE)
    assert entry["title"] == "A study of a later kind"
    assert entry["methods"] == []
    assert "something new" in entry["text"]


def test_a_page_of_the_virtual_laboratory_is_promised_and_not_linked(client):
    page = html_of(client, "/about/")
    section = page.xpath("//section[@aria-labelledby='to-come']")[0]
    assert "Virtual laboratory" in section.text_content()
    assert section.xpath(".//a") == []
