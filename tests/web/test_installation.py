"""How an archive is set up: filled once, read-only when served, safe settings, made-up articles kept apart."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

PUBLIC = {"ALLOSTASIS_HOSTS": "archive.example.org", "ALLOSTASIS_SECRET_KEY": "k3y-" + "abcdefghij0123456789" * 3}


def django(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLOSTASIS_")}
    environment |= {"ALLOSTASIS_DATA": str(data), **variables}
    command = [sys.executable, "-m", "allostasis.web", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_settings_of_a_public_archive_pass_the_deployment_check(tmp_path):
    done = django(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PUBLIC)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_a_public_archive_needs_a_key_from_its_environment(tmp_path):
    done = django(tmp_path, "check", ALLOSTASIS_HOSTS="archive.example.org")
    assert done.returncode != 0
    assert "ALLOSTASIS_SECRET_KEY" in done.stderr


def test_an_address_of_a_database_that_cannot_be_used_is_not_repeated(tmp_path):
    done = django(tmp_path, "check", ALLOSTASIS_DATABASE="mysql://user:sesame@host/name")
    assert "ALLOSTASIS_DATABASE" in done.stderr
    assert "sesame" not in done.stderr


def test_the_models_and_their_migrations_agree(archive):
    from django.core.management import call_command

    call_command("makemigrations", "archive", check=True, dry_run=True, verbosity=0)  # exits if they do not


def test_the_key_of_an_installation_is_made_once_and_is_for_its_owner_alone(archive):
    from django.conf import settings

    key = archive / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text() == settings.SECRET_KEY
    assert len(settings.SECRET_KEY) > 50


def test_an_answer_carries_the_headers_that_keep_a_browser_safe(client):
    answer = client.get("/")
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert not answer.cookies


def test_a_host_that_was_not_named_is_refused(client):
    assert client.get("/", headers={"host": "elsewhere.example.org"}).status_code == 400


def test_a_host_that_was_not_named_leaves_no_traceback_in_the_terminal(client, capfd):
    client.get("/", headers={"host": "else where"})
    assert capfd.readouterr().err == ""


def test_a_directory_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    command = [sys.executable, "-m", "allostasis.cli.app", "serve", "--port", "0", "--data", str(tmp_path / "file")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "a directory that this user may write to" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_database_is_named_with_a_way_out(tmp_path):
    (tmp_path / "archive.sqlite3").write_bytes(b"no database, whatever its name says" * 200)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLOSTASIS_")}
    command = [sys.executable, "-m", "allostasis.cli.app", "serve", "--port", "0", "--data", str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "archive.sqlite3" in done.stderr
    assert "delete it" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_starts_in_one_directory_wait_for_each_other(tmp_path):
    from allostasis.web.alone import alone

    second = (
        "import pathlib; from allostasis.web.alone import alone\n"
        f"with alone(pathlib.Path({str(tmp_path / 'lock')!r}), lambda: print('waiting', flush=True)): print('alone')"
    )
    with alone(tmp_path / "lock"):
        other = subprocess.Popen([sys.executable, "-c", second], stdout=subprocess.PIPE, text=True)
        assert other.stdout.readline() == "waiting\n"
        assert other.poll() is None
    assert other.communicate(timeout=60)[0] == "alone\n"


def test_what_a_killed_start_left_is_taken_away_and_the_wait_is_announced(tmp_path, monkeypatch):
    from allostasis.web.facts import held

    (tmp_path / ".facts-left.json").write_text("{")
    (tmp_path / "facts-older.json").write_text("{}")
    monkeypatch.setattr(sys.modules[held.__module__], "_write", lambda file, lock: file.write_text('{"a": 1}'))
    said: list[str] = []
    assert held(tmp_path, "now", said.append) == {"a": 1}
    assert held(tmp_path, "now", said.append) == {"a": 1}
    assert len(said) == 1
    assert sorted(each.name for each in tmp_path.glob("*facts-*")) == ["facts-now.json"]


def test_filling_again_changes_nothing(archive):
    from allostasis.web.archive.load import fill

    assert fill() is False


def test_the_same_evidence_gives_the_same_database(archive):
    from allostasis.web.archive.load import fill
    from allostasis.web.archive.models import State

    before = contents()
    State.objects.update(digest="other evidence")
    assert fill() is True
    assert contents() == before


def contents() -> list[Any]:
    from django.apps import apps

    return [list(model.objects.order_by("pk").values_list()) for model in apps.get_app_config("archive").get_models()]


def test_made_up_articles_do_not_enter_an_archive_of_real_ones(archive):
    from allostasis.errors import InputError
    from allostasis.web.archive.load import fill, made_up

    with pytest.raises(InputError, match="made-up articles"):
        fill(made_up.evidence(3), made_up=3)


def test_made_up_evidence_is_marked_and_the_same_every_time():
    from allostasis.web.archive.load import made_up

    found = made_up.evidence(4)
    ours = [each for key, each in found.bibliography.items() if made_up.is_made_up(key)]
    assert len(ours) == 4
    assert all("Made-up" in each.title and "made up" in each.note for each in ours)
    assert found.bibliography == made_up.evidence(4).bibliography


def test_the_command_serves_pages_and_stops_when_asked(archive, tmp_path):
    for facts in archive.glob("facts-*.json"):  # they take seconds to work out, and the other tests have done it
        shutil.copy(facts, tmp_path)
    command = [sys.executable, "-m", "allostasis.cli.app", "serve", "--workers", "1", "--data", str(tmp_path)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLOSTASIS_")}
    with subprocess.Popen(
        [*command, "--port", "0"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            address = re.search(r"http://\S+:(\d+)", server.stdout.readline() + server.stdout.readline())
            page = httpx.get(f"{address.group()}/article/houghton2022/", timeout=60).text
            assert "24, N5 (pages: 27 - 35)" in page
            style = re.search(r'href="(/static/allostasis/site\.[0-9a-f]{12}\.css)"', page)
            assert httpx.get(f"{address.group()}{style.group(1)}", timeout=60).status_code == 200
            second = [*command, "--port", address.group(1)]
            done = subprocess.run(second, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 1
            assert "Choose another with --port" in done.stderr
        finally:
            server.send_signal(signal.SIGINT)
            said = server.communicate(timeout=60)
    assert server.returncode == 0, said
    assert said[1] == ""


def test_while_it_is_served_the_database_refuses_every_change(archive):
    change = (
        "import django; django.setup(); from allostasis.web.archive.models import Article; "
        "from django.db import Error\n"
        "try:\n    Article.objects.update(title='changed')\nexcept Error as error:\n    print('refused', error)"
    )
    environment = {
        **os.environ,
        "ALLOSTASIS_READ_ONLY": "1",
        "DJANGO_SETTINGS_MODULE": "allostasis.web.settings",
    }
    done = subprocess.run([sys.executable, "-c", change], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("refused"), done.stderr


def test_the_command_line_starts_without_the_web():
    heavy = ("django", "gunicorn", "allostasis.web")
    look = f"import sys, allostasis.cli.app; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
