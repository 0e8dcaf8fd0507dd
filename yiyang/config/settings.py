"""The one settings module. Everything is read from the environment; defaults are the secure ones."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from yiyang.config import logs
from yiyang.config.environment import databases, flag, home, keyring, secret, seeds
from yiyang.config.modes import MODES as MODES
from yiyang.config.providers import PROVIDERS, SIMULATOR

HOME = home()
BASE = Path(__file__).resolve().parent.parent

SECRET_KEY = secret("django")
FIELD_KEYS = keyring("fields")  # seal numbers at rest, newest first
INDEX_KEY = bytes.fromhex(secret("index"))  # finds sealed numbers again; never changes
DEBUG = flag("YIYANG_DEBUG", default=False)
ALLOWED_HOSTS = os.environ.get("YIYANG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("YIYANG_ORIGINS", "").split(",") if origin]
SITE_URL = os.environ.get("YIYANG_URL", "http://localhost:8000")
SECURE = SITE_URL.startswith("https://")

LOGGING = logs.configuration(os.environ.get("YIYANG_LOG_LEVEL", "INFO").upper())

ROOMS = [
    "yiyang.ground.trust",
    "yiyang.ground.access",
    "yiyang.ground.places",
    "yiyang.ground.people",
    "yiyang.ground.messages",
    "yiyang.ground.cases",
    "yiyang.lifecycle.ledger",
    "yiyang.lifecycle.offers",
    "yiyang.lifecycle.capacity",
    "yiyang.lifecycle.orders",
    "yiyang.lifecycle.settlement",
    "yiyang.lifecycle.ratings",
    "yiyang.lifecycle.exchange",
    "yiyang.care.records",
    *(module.rpartition(".")[0] for module in MODES),
    "yiyang.insight.indicators",
]
INSTALLED_APPS = [
    "django.contrib.postgres",
    "yiyang.face",
    *ROOMS,
    *(module.rpartition(".")[0] for module in PROVIDERS),
    "yiyang.doors.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "leaflet",
    "template_partials",
    "procrastinate.contrib.django",
]

# Tables of libraries carry no policy; each reason names what protects them instead.
FOREIGN_TABLES = {
    "auth": "Groups and permissions of Django; unused, roles live in access",
    "contenttypes": "Names of models",
    "sessions": "Opaque keys with signed content, read before anyone is known",
    "account": "Sign-in addresses, read by allauth before anyone is known",
    "mfa": "Second factors, encrypted by our adapter, read by allauth while signing in",
    "axes": "Failed sign-ins, read before anyone is known",
    "procrastinate": "Ids only in the arguments; written by jobs, read by the worker",
}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yiyang.face.middleware.Stylesheet",
    "yiyang.doors.web.middleware.OneTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "yiyang.doors.web.middleware.ActingAs",
    "yiyang.doors.web.middleware.Refusals",
]

ROOT_URLCONF = "yiyang.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yiyang.doors.web.frame.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "yiyang.face.templatetags.face"],
        },
    }
]
ASGI_APPLICATION = "yiyang.config.asgi.application"
WSGI_APPLICATION = "yiyang.config.wsgi.application"

WEB_THREADS = int(os.environ.get("YIYANG_THREADS", "4"))  # per process; each holds at most one connection
REQUEST_BYTES_MAX = 12_000_000

DATABASES = databases()
PROCRASTINATE_ON_APP_READY = "yiyang.config.jobs.on_ready"
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The demo payment takes no money: a site on https has it only when it says so.
PAYMENT_SIMULATOR_SECRET = secret("payment_simulator")
PAYMENT_SIMULATOR_SCRIPT = os.environ.get(
    "YIYANG_PAYMENT_SIMULATOR_SCRIPT", f"{SIMULATOR.rpartition('.')[0]}.script.GOOD"
)
PAYMENT_PROVIDERS = [
    module for module in PROVIDERS if module != SIMULATOR or flag("YIYANG_PAYMENT_SIMULATOR", default=not SECURE)
]

# A demo says on its landing page who may sign in (config/demo/tour.py); a real site has none of this.
DEMO_TOUR = json.loads(Path(os.environ["YIYANG_DEMO_TOUR"]).read_text()) if "YIYANG_DEMO_TOUR" in os.environ else None

# The log's key and the name it signs under; the name of a log that has begun stays what it is.
TRUST_SEEDS = seeds("trust")  # newest first; the newest signs
TRUST_NAME = os.environ.get("YIYANG_TRUST_NAME", f"{urlsplit(SITE_URL).netloc}/trust")

# Ways to reach people, each under the name by which YIYANG_CHANNELS, preferences and receipts call it.
CHANNEL_CLASSES = {
    "console": "yiyang.ground.messages.channels.Console",
    "file": "yiyang.ground.messages.channels.File",
    "email": "yiyang.adapters.electronic_mail.ElectronicMail",
    "sms": "yiyang.adapters.short_message.ShortMessage",
    "push": "yiyang.adapters.web_push.WebPush",
}
CHANNELS = [CHANNEL_CLASSES[name] for name in os.environ.get("YIYANG_CHANNELS", "console,file,push").split(",") if name]
SMS_GATEWAY = os.environ.get("YIYANG_SMS_GATEWAY", "yiyang.adapters.short_message.FileGateway")
# When the site was last backed up: the time of this file. `yiyang backup` touches it; so may any other tool.
BACKUP_MARK = Path(os.environ.get("YIYANG_BACKUP_MARK", HOME / "last-backup"))
BACKUP_HOURS_MAX = float(os.environ.get("YIYANG_BACKUP_HOURS", "26"))  # `/readyz` warns beyond; 0 never

OUTBOX = HOME / "outbox"  # what an installation without gateways would have sent
VAPID_SEED = secret("vapid")
# The push services of the browsers: no other address is ever called for a reader.
PUSH_HOSTS = os.environ.get(
    "YIYANG_PUSH_HOSTS",
    "fcm.googleapis.com,updates.push.services.mozilla.com,web.push.apple.com,*.push.apple.com,*.notify.windows.com",
).split(",")
EMAIL_HOST = os.environ.get("YIYANG_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("YIYANG_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("YIYANG_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("YIYANG_SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("YIYANG_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = OUTBOX / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("YIYANG_MAIL_FROM", f"yiyang@{urlsplit(SITE_URL).hostname}")

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Sign-in: a name, telephone or e-mail with a password, or a code; TOTP and passkeys for who wants them.
ACCOUNT_ADAPTER = "yiyang.ground.people.sign_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone", "password1"]  # our form asks for the name and insists on the telephone
ACCOUNT_SIGNUP_FORM_CLASS = "yiyang.ground.people.sign_in.fields.SignUpFields"
SILENCED_SYSTEM_CHECKS = ["account.W001"]  # "phone*" would lock out accounts without one
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 3
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = {"verify_phone": "20/m/ip", "request_login_code": "20/m/ip"}  # per number: people.count_code
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
MFA_ADAPTER = "yiyang.ground.people.sign_in.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Yiyang"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # a browser accepts that for localhost only
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "yiyang.ground.people.sign_in.lock_out.counted_name"
AXES_SENSITIVE_PARAMETERS = ["login", "password", "username", "phone", "email"]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "yiyang.doors.web.locked_out.locked_out"
AXES_VERBOSE = False
SESSION_SERIALIZER = "yiyang.ground.people.sign_in.sessions.SealedSerializer"

LANGUAGE_CODE = os.environ.get("YIYANG_LANGUAGE", "zh-hans")
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = os.environ.get("YIYANG_ZONE", "Asia/Shanghai")
USE_TZ = True
USE_I18N = True

EMERGENCY_PHONE = os.environ.get("YIYANG_EMERGENCY_PHONE", "120")  # stands beside every call for help

# Where maps get their pictures, as {z}/{x}/{y}; without one a map is drawn from the places themselves.
MAP_TILES = os.environ.get("YIYANG_MAP_TILES", "")
MAP_CREDIT = os.environ.get("YIYANG_MAP_CREDIT", "")  # whom the tiles are owed to

STATIC_URL = "/static/"

MEDIA_ROOT = HOME / "media"
LISTS = MEDIA_ROOT / "lists"  # lists that were handed in, sealed, until they are taken in
ATTACHMENTS = MEDIA_ROOT / "attachments"  # sealed, file by file; part of every backup
WHITENOISE_USE_FINDERS = True

# Behind https the browser itself keeps these cookies to this one host.
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrftoken"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = REQUEST_BYTES_MAX  # what is handed in never lies open in a temporary folder
