"""Addresses that speak for somebody else, or for nobody: form services, market places, platforms, programs.

The one rule: it is told what an address is by the way it is made; whether a mail is believed, others decide. The relays
of market places are as they tell their sellers (developer.ebay.com, "Member communications"; sellercentral.amazon.com,
"Buyer-Seller Messages"; Allegro's masked addresses since 2019).
"""

import re
from collections.abc import Collection
from functools import lru_cache

_NO_REPLY = re.compile(
    r"(?:^|[._+-])(?:do[._-]?not|no|dont|nicht|ne-?pas|nao|non?)[._-]?(?:reply|antworten|repondre|respond(?:er|a|e)?)"
    r"(?![a-z])"
)
_PROGRAM = re.compile(
    r"(?:wordpress|woocommerce|shopify|wix|drupal|joomla|typo3|www|www-data|apache2?|httpd|nginx|nobody|daemon|php"
    r"|cgi-?mailer|webserver|web-?site|web-?forms?|forms?|form-?mail(?:er)?|form-?(?:submissions?|responses?)|formular"
    r"|kontaktformular|contact-?forms?|formulaire|formulario|mailer|sendmail|notifications?|notify|submissions?|system"
    r")(?:[.+_-]?\d+)?"
)
_DAEMON = re.compile(r"mailer-?daemon|mdaemon|mail[._-]?delivery|mail-?daemon|maildaemon")
_FORM_SERVICES = frozenset({
    "123formbuilder.com", "123contactform.com", "aidaform.com", "cognitoforms.com", "elfsight.com",
    "emailmeform.com", "fabform.io", "fillout.com", "formbold.com", "formbucket.com", "formcake.com", "formcarry.com",
    "formdesk.com", "formito.com", "formkeep.com", "forms.app", "forms.google.com", "forms.microsoft.com",
    "formsite.com", "formspark.io", "formspree.io", "formstack.com", "formsubmit.co", "formsubmit.io", "forminit.com",
    "getform.io", "getsitecontrol.com", "heyflow.com", "hsforms.com", "jimdo.com", "jotform.com", "jotform.net",
    "jotfor.ms", "kontactr.com", "landbot.io", "leadpages.net", "mightyforms.com", "netlify.com", "ninjaforms.com",
    "opnform.com", "paperform.co", "powr.io", "questionscout.com", "shopify.com", "shopifyemail.com",
    "squarespace.com", "squarespace.info", "staticforms.xyz", "strikingly.com", "surveymonkey.com", "tally.so",
    "tilda.cc", "tildacdn.com", "typeform.com", "usebasin.com", "webador.com", "web3forms.com", "webflow.com",
    "weebly.com", "wixforms.com", "wix.com", "wix-forms.com", "wufoo.com", "youcanbook.me", "zohoforms.com",
})  # fmt: skip
_FORM_ADDRESSES = frozenset({"forms-receipts-noreply@google.com", "forms-noreply@google.com"})
_RELAY = re.compile(
    r"(?:[\w-]+\.)*(?:marketplace\.amazon\.[a-z.]{2,6}|members\.ebay\.[a-z.]{2,6}|relay\.walmart\.com|allegromail\.pl"
    r"|messagerie\.leboncoin\.fr|mail\.kleinanzeigen\.de)"
)
_PLATFORM = re.compile(
    r"(?:[\w-]+\.)*(?:amazon|ebay|etsy|paypal|klarna|rakuten)\.[a-z.]{2,6}|(?:[\w-]+\.)*(?:shopify|shopifyemail|etsy"
    r"|wix|squarespace|squarespace-mail|stripe|sumup|mollie|adyen|bigcommerce|ecwid|prestashop|woocommerce|wordpress"
    r"|faire|ankorstore|walmart|mailer\.bol|bol)\.(?:com|info|eu)"
)
_PUBLIC = re.compile(
    r"(?:gmail|googlemail|icloud|me|mac|aol|fastmail|hey|proton|protonmail|zoho|yandex|mail|gmx|web|freenet|t-online"
    r"|outlook|hotmail|live|msn|yahoo|ymail|orange|wanadoo|free|laposte|sfr|libero|virgilio|tiscali|bluewin|ziggo|kpnmail"
    r"|telenet|skynet|seznam|wp|o2|interia|onet|rambler|qq|163|126|naver|daum|comcast|verizon|btinternet|sky)"
    r"\.(?:com|net|org|de|at|ch|fr|it|es|nl|be|cz|pl|ru|me|app|eu|co\.uk|co\.jp|com\.br|com\.au|ca|dk|no|se|fi)"
)
_TOKEN = re.compile(r"(?=.*\d).{8,}")

_remembering = lru_cache(maxsize=2048)
"""A desk's mail names the same few mailboxes again and again, and each is asked about several times."""


@_remembering
def is_no_reply(email: str) -> bool:
    """Whether nobody reads what is written to an address, by its own words."""
    return _NO_REPLY.search(_local(email)) is not None


@_remembering
def is_daemon(email: str) -> bool:
    """Whether an address is a mail server's own."""
    return _DAEMON.fullmatch(_local(email)) is not None


def is_mail_system(email: str) -> bool:
    """Whether an address is a mail server's own, or of whoever keeps it: nobody else gets one of these."""
    return is_daemon(email) or _local(email) in ("postmaster", "mailadm")


@_remembering
def is_program(email: str) -> bool:
    """Whether an address is a program's: a web server's, a form's, one that nobody reads."""
    return is_no_reply(email) or _PROGRAM.fullmatch(_local(email)) is not None


def is_form_service(email: str, named: Collection[str] = ()) -> bool:
    """Whether an address is one of a service that sends what was written in forms.

    Args:
        email: any case.
        named: more addresses or domains ("mailer@forms.example", "forms.example"), theirs within them included.
    """
    if _is_known_form(email):
        return True
    key, domain = email.casefold(), _domain(email)
    for one in named:
        service = one.casefold().lstrip("@")
        if key == service or ("@" not in service and (domain == service or domain.endswith(f".{service}"))):
            return True
    return False


@_remembering
def _is_known_form(email: str) -> bool:
    labels = _domain(email).split(".")
    within = (".".join(labels[at:]) for at in range(max(0, len(labels) - 3), len(labels)))
    return email.casefold() in _FORM_ADDRESSES or any(one in _FORM_SERVICES for one in within)


@_remembering
def is_relay(email: str) -> bool:
    """Whether a market place gave out an address for one buyer, so that what comes from it is that buyer's."""
    return _RELAY.fullmatch(_domain(email)) is not None


@_remembering
def is_platform(email: str) -> bool:
    """Whether an address is one of a market place, a shop system or a payment service, and no buyer's."""
    return _PLATFORM.fullmatch(_domain(email)) is not None and not is_relay(email)


def is_one_way_in(email: str) -> bool:
    """Whether an address looks made for one conversation, as market places do in Reply-To."""
    local = _local(email)
    return _TOKEN.fullmatch(local) is not None and not is_program(email)


def is_public(domain: str) -> bool:
    """Whether anybody may have an address in a domain."""
    return _PUBLIC.fullmatch(domain.casefold()) is not None


def _local(email: str) -> str:
    return email.rpartition("@")[0].casefold()


def _domain(email: str) -> str:
    return email.rpartition("@")[2].casefold()
