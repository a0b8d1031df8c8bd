"""One archive for all tests of the web, filled as `allostasis serve` fills it, and examples of every page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.filled import copy_of_filled

JOURNAL = "heroin-addiction-and-related-clinical-problems"

PAGES = {
    "HomePage": "/",
    "ArticlesPage": "/articles/",
    "ArticlePage": "/article/woolley2016/",
    "VolumesPage": "/volumes/",
    "JournalPage": f"/volumes/{JOURNAL}/",
    "VolumePage": f"/volume/{JOURNAL}/2022-24/",
    "IssuePage": f"/volume/{JOURNAL}/2022-24/5/",
    "YearPage": "/volume/2022/",
    "HeadingsPage": "/outcomes/",
    "HeadingPage": "/species/rat/",
    "ClaimsPage": "/claims/",
    "ClaimPage": "/claim/heroin_in_rats/",
    "OutcomePage": "/outcome/craving_cue/",
    "ParametersPage": "/parameters/",
    "ParameterPage": "/parameter/hpa.k_acth/",
    "SubsystemsPage": "/subsystems/",
    "SubsystemPage": "/subsystem/hpa/",
    "StudiesPage": "/studies/",
    "StudyPage": "/study/woolley2016/",
    "ChangesPage": "/changes/",
    "AboutPage": "/about/",
    "TablesPage": "/tables/",
    "SearchPage": "/search/?q=craving",
}
"""An address of every kind of page, by the class of its record."""


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The directory of an archive that is ready to be read."""
    data = copy_of_filled(tmp_path_factory, "archive")
    os.environ["ALLOSTASIS_DATA"] = str(data)
    from allostasis.web.serve import prepare

    prepare()
    yield data
    from django.db import connections

    connections.close_all()


@pytest.fixture
def client(archive: Path) -> Any:
    """A reader who does not get an exception but the answer that the public would get."""
    from django.core.cache import cache
    from django.test import Client

    cache.clear()
    return Client(raise_request_exception=False, headers={"host": "localhost"})
