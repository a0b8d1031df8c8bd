"""Django's settings: the same for everyone, but for what `environment` reads.

The archive is public to read and has no accounts, so it needs no sessions and sets no cookies. Static files are served
by the application itself under names that hold a hash of their content.
"""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from allostasis.web import environment

_here = Path(__file__).parent
_chosen = environment.read()

SECRET_KEY = _chosen.secret_key
DEBUG = False
ALLOWED_HOSTS = list(_chosen.hosts)
ARCHIVE_NAME = _chosen.hosts[0].lstrip(".")  # in the lasting names of records and of entries of the feed
ARCHIVE_EMAIL = _chosen.email
READING_BY_POST = ("/oai",)  # OAI-PMH lets a long question stand in the body
DATABASES = {"default": {**_chosen.database, "CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "allostasis.web.urls"
WSGI_APPLICATION = "allostasis.web.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "csp",
    "allostasis.web.archive.apps.ArchiveConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allostasis.web.frame.security.headers",
    "allostasis.web.frame.security.only_reading",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_here / "templates"],
        "OPTIONS": {
            "builtins": [
                "django.templatetags.static",
                "allostasis.web.frame.filters",
                "allostasis.web.machine.tags",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                ),
            ],
        },
    }
]
# Whole answers, by address and state of the archive: pages change only when the evidence does.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = _chosen.data / "static"
STATICFILES_DIRS = [_here / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

# Nothing from elsewhere, nothing inline: a sentence in the evidence can never become a script.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_SECURE = _chosen.is_public
SECURE_SSL_REDIRECT = _chosen.is_public
SECURE_HSTS_SECONDS = 31_536_000 if _chosen.is_public else 0  # a year
SECURE_HSTS_INCLUDE_SUBDOMAINS = _chosen.is_public
SECURE_HSTS_PRELOAD = _chosen.is_public
# A public archive stands behind a server that ends TLS and says so.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _chosen.is_public else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}, "nowhere": {"class": "logging.NullHandler"}},
    "loggers": {
        "django": {"handlers": ["terminal"], "level": "ERROR", "propagate": False},
        # Whoever asks for a strange host gets an answer; the terminal of the user needs no traceback of it.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
