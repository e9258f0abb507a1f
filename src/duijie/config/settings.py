"""All settings. Importing this module creates nothing: `core.home.create_home` does.

Environment: DUIJIE_HOME (data folder), DATABASE_URL (else SQLite in the data folder),
DUIJIE_ALLOWED_HOSTS and DUIJIE_TRUSTED_ORIGINS (comma lists), DUIJIE_HTTPS (1: cookies only over
https, for an installation behind a proxy that ends TLS), DUIJIE_DEBUG, DUIJIE_EXAMPLES (folder of
the made-up region), DUIJIE_MAX_UPLOAD_MB, DUIJIE_SECRET_KEY (else the key file), DUIJIE_MAIL_URL
and DUIJIE_MAIL_FROM (`config.mail`), DUIJIE_PUBLIC_URL, DUIJIE_ALLOW_PRIVATE_ENDPOINTS,
DUIJIE_OIDC_* (`config.oidc`), DUIJIE_CHAT_*, DUIJIE_RERANK_* and DUIJIE_MODELS_READ_CONFIDENTIAL
(`core.model_endpoints`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from duijie.config.mail import read_mail_server
from duijie.config.oidc import read_oidc
from duijie.core.home import find_home, read_secret_key
from duijie.core.model_endpoints import read_model_endpoints


def _is_on(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _comma_list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


PACKAGE = Path(__file__).resolve().parents[1]
HOME = find_home()

SECRET_KEY = os.environ.get("DUIJIE_SECRET_KEY") or read_secret_key(HOME)
DEBUG = _is_on("DUIJIE_DEBUG")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *_comma_list("DUIJIE_ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = _comma_list("DUIJIE_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "duijie.core.audit",
    "duijie.core.archive",
    "duijie.core.jobs",
    "duijie.core.replies",
    "duijie.core.preferences",
    "duijie.core.notify",
    "duijie.accounts",
    "duijie.catalogue",
    "duijie.intake",
    "duijie.matching",
    "duijie.web",
    "duijie.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "duijie.config.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "duijie.config.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "duijie.config.urls"
WSGI_APPLICATION = "duijie.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # before the apps, so that our sign-in pages win over allauth's
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ]
        },
    }
]


# A statement that runs longer has gone wrong, and would hold its locks for ever; a transaction that
# waits as long belongs to a process that is gone. Migrations lift the first (`cli.serve`).
_POSTGRES_OPTIONS = {
    "connect_timeout": 10,
    "options": "-c statement_timeout=30s -c idle_in_transaction_session_timeout=300s",
}


def _databases() -> dict[str, Any]:
    """PostgreSQL by `DATABASE_URL`, else SQLite as measured (docs/adr/0003).

    IMMEDIATE takes the write lock at the start, so that a busy database makes a writer wait (busy
    timeout) instead of failing half-way through a transaction that began as a reader.
    """
    url = os.environ.get("DATABASE_URL", "")
    if url and not url.startswith("sqlite"):
        # a connection per thread (4 of the web server, 2 of each worker), asked before it is used
        # again: a server that was restarted costs nobody an error
        server = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
        # what the address itself says wins: a pooler in between may refuse `options`
        server["OPTIONS"] = {**_POSTGRES_OPTIONS, **server.get("OPTIONS", {})}
        return {"default": server}
    name = url.removeprefix("sqlite:///") if url else str(HOME.database)
    return {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                    "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
                ),
            },
        }
    }


DATABASES = _databases()

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "duijie.config.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
# Per address and per user name, counted for all web processes together (CACHES).
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
# nobody learns by a mail which addresses are known here
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# allauth sends nothing: messages go through core.notify
ACCOUNT_EMAIL_NOTIFICATIONS = False
_MAIL = read_mail_server(os.environ.get("DUIJIE_MAIL_URL", ""))
IS_MAIL_ON = bool(_MAIL.host)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if IS_MAIL_ON else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starts_tls, _MAIL.is_tls
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = os.environ.get("DUIJIE_MAIL_FROM") or _MAIL.sender or "duijie@localhost"
API_REQUESTS_A_MINUTE = 600
"""Of one token."""
API_STRANGER_REQUESTS_A_MINUTE = 60
"""Of one address without a token."""
PUBLIC_URL = os.environ.get("DUIJIE_PUBLIC_URL", "").rstrip("/") or "http://127.0.0.1:8000"
"""What links in messages begin with."""
IS_PUBLIC_URL_SET = bool(os.environ.get("DUIJIE_PUBLIC_URL"))
ALLOW_PRIVATE_ENDPOINTS = _is_on("DUIJIE_ALLOW_PRIVATE_ENDPOINTS")
"""Whether robots and SMS services may lie on this machine or in its network."""
MODEL_ENDPOINTS = read_model_endpoints(os.environ)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Duijie"
MFA_ADAPTER = "duijie.config.sign_in.MFAAdapter"
OIDC = read_oidc(os.environ)
SOCIALACCOUNT_PROVIDERS = OIDC.providers
SOCIALACCOUNT_ADAPTER = "duijie.config.sign_in.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# a plain link: a form would need the provider's address in form-action, which only it knows
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "duijie_language"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME.static
MEDIA_ROOT = HOME.media
"""Uploaded originals. No address serves this folder: a view checks who asks."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "duijie.config.static.StaticStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

MAX_UPLOAD_MB = int(os.environ.get("DUIJIE_MAX_UPLOAD_MB", "50"))
"""Of one file."""
MAX_UPLOAD_FILES = 200
"""In one batch."""
MAX_BATCH_MB = 500
DATA_UPLOAD_MAX_NUMBER_FILES = MAX_UPLOAD_FILES
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
"""Of a form without its files."""

CACHE_DIR = HOME.cache
CACHES = {
    # what several web processes must count together: tries to sign in, links that open nothing
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": CACHE_DIR / "counts",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    }
}
INDEX_DIR = HOME.index
"""The search index: derived from the record, rebuilt at any time."""
EXAMPLES_DIR = Path(os.environ.get("DUIJIE_EXAMPLES") or PACKAGE.parents[1] / "examples" / "region")

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["quick", "long", "matching", "models"],
    }
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_on("DUIJIE_HTTPS")
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _is_on("DUIJIE_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # else everybody behind the proxy would share one limit of failed sign-ins
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_HSTS_SECONDS = 31_536_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],  # Tabler's stylesheet draws its form icons from data: addresses
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# What users typed never enters a log: no request bodies, no query strings, no SQL, no exception
# messages (those may quote a row); `config.logs` keeps the exception's kind and its place.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "duijie.config.logs.PlaceOnlyFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "duijie": {"level": "INFO"},
        "django": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
        "django.db.backends": {"level": "WARNING"},
    },
}
