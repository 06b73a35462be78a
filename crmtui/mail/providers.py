"""Where mail servers probably are, from an address alone.

The one rule: nothing is looked up; whoever wants to know tries to connect, in the order given here. What is known of
providers is as Thunderbird's database of them has it (github.com/thunderbird/autoconfig, ispdb), where it has them.
"""

import re
from dataclasses import dataclass

from crmtui.settings import Security, is_loopback

Place = tuple[str, int, Security]
"""(host, port, how it is protected)."""

APP_ONLY = "This provider wants a password made for apps, from its security settings, not your usual one."
GOOGLE = (
    "Google wants an app password, not your usual one: switch on 2-Step Verification, then make one at "
    "https://myaccount.google.com/apppasswords (16 letters)."
)
APPLE = (
    "Apple wants an app-specific password, not your usual one: make one at https://account.apple.com under Sign-In and "
    "Security."
)
NO_PASSWORDS = "This provider takes no passwords from mail programs any more, only tokens that a command prints."

_SWITCHED = "IMAP must be switched on in the settings of the web mail first."


@dataclass(frozen=True, slots=True)
class Guess:
    """Servers to try, the likeliest first.

    Attributes:
        note: what to know about this provider, "" when nothing is known.
    """

    imap: tuple[Place, ...]
    smtp: tuple[Place, ...]
    note: str = ""

    @property
    def takes_tokens_only(self) -> bool:
        """Whether no password will do."""
        return self.note == NO_PASSWORDS


def guess(address: str) -> Guess:
    """The servers to try for an address."""
    domain = address.rpartition("@")[2].casefold()
    known = next((one for one in _KNOWN if domain in one[0].split()), None)
    if known is not None:
        return _known(known)
    hosts = [f"imap.{domain}", f"mail.{domain}", domain]
    out = [f"smtp.{domain}", f"mail.{domain}", domain]
    return Guess(
        tuple((host, 993, Security.TLS) for host in hosts)
        + tuple((host, 143, Security.STARTTLS) for host in hosts[:2]),
        tuple((host, 587, Security.STARTTLS) for host in out) + tuple((host, 465, Security.TLS) for host in out[:2]),
    )


def guess_by_name(named: str) -> Guess | None:
    """The servers of a provider that somebody names: "gmail", "microsoft", or one of its servers; None if unknown.

    For a domain of one's own that lies with a large provider.
    """
    word = named.strip().casefold()
    word = _CALLED.get(word, word)
    for one in _KNOWN:
        domains, hosts = one[0].split(), [place.partition(":")[0] for place in one[1:3]]
        if word in domains or word in {domain.partition(".")[0] for domain in domains}:
            return _known(one)
        if word in hosts and not is_loopback(word):
            return _known(one)
    return None


def beside(imap_host: str) -> tuple[Place, ...]:
    """Where mail is probably sent by, when it is fetched from that host."""
    rest = imap_host.removeprefix("imap.")
    hosts = [f"smtp.{rest}", imap_host] if rest != imap_host else [imap_host]
    return tuple((host, port, security) for host in hosts for port, security in SMTP)


def _known(entry: tuple[str, str, str, str]) -> Guess:
    _, imap, smtp, note = entry
    return Guess(places(imap, IMAP), places(smtp, SMTP), note)


_CALLED = {
    "google": "gmail", "google workspace": "gmail", "gsuite": "gmail", "g suite": "gmail", "workspace": "gmail",
    "microsoft": "outlook", "microsoft 365": "outlook", "microsoft365": "outlook", "office": "outlook",
    "office 365": "outlook", "office365": "outlook", "exchange": "outlook", "365": "outlook", "m365": "outlook",
    "apple": "icloud",
}  # fmt: skip
"""What people call them."""


IMAP: tuple[tuple[int, Security], ...] = ((993, Security.TLS), (143, Security.STARTTLS))
SMTP: tuple[tuple[int, Security], ...] = ((587, Security.STARTTLS), (465, Security.TLS))
"""The usual ports, the likeliest first."""
_WITH_PORT = re.compile(r"(.+):([1-9][0-9]{0,4})")
_LAST_PORT = 65_535


def places(named: str, usual: tuple[tuple[int, Security], ...]) -> tuple[Place, ...]:
    """What to try for "host" or "host:port"."""
    found = _WITH_PORT.fullmatch(named)
    if found is None or int(found[2]) > _LAST_PORT:
        return tuple((named, number, security) for number, security in usual)
    host, port = found[1].strip("[]"), int(found[2])
    by_port = dict((*IMAP, *SMTP))
    if port in by_port:
        return ((host, port, by_port[port]),)
    # A port of one's own: whatever it speaks, and unprotected only where that goes nowhere.
    ways = [Security.TLS, Security.STARTTLS]
    return tuple((host, port, way) for way in (*ways, *([Security.NONE] if is_loopback(host) else [])))


_PLUS = ("imap.gmail.com", "outlook.office365.com", "imap.mail.me.com", "imap.fastmail.com")


def delivers_plus(host: str) -> bool:
    """Whether the provider of an IMAP server is known to deliver name+anything@ to name@."""
    return host.casefold() in _PLUS


_KNOWN: tuple[tuple[str, str, str, str], ...] = (
    ("gmail.com googlemail.com", "imap.gmail.com:993", "smtp.gmail.com:587", GOOGLE),
    (
        "outlook.com outlook.at outlook.be outlook.com.au outlook.com.br outlook.cz outlook.de outlook.dk outlook.es "
        "outlook.fr outlook.ie outlook.it outlook.pt hotmail.com hotmail.be hotmail.ca hotmail.co.uk hotmail.com.ar "
        "hotmail.com.br hotmail.de hotmail.dk hotmail.es hotmail.fi hotmail.fr hotmail.it hotmail.nl hotmail.no "
        "hotmail.se live.com live.at live.be live.ca live.co.uk live.com.au live.com.mx live.de live.dk live.fi "
        "live.fr live.ie live.it live.nl live.no live.se msn.com windowslive.com",
        "outlook.office365.com:993", "smtp.office365.com:587", NO_PASSWORDS,
    ),
    ("yahoo.com yahoo.co.in yahoo.co.nz yahoo.co.uk yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.mx yahoo.de "
     "yahoo.es yahoo.fr yahoo.it yahoo.se ymail.com myyahoo.com rocketmail.com cox.net",
     "imap.mail.yahoo.com:993", "smtp.mail.yahoo.com:465", APP_ONLY),
    ("aol.com", "imap.aol.com:993", "smtp.aol.com:465", APP_ONLY),
    ("icloud.com me.com mac.com", "imap.mail.me.com:993", "smtp.mail.me.com:587", APPLE),
    ("gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.biz gmx.org gmx.info", "imap.gmx.net:993", "mail.gmx.net:587", _SWITCHED),
    ("gmx.com", "imap.gmx.com:993", "mail.gmx.com:587", _SWITCHED),
    ("mail.com email.com", "imap.mail.com:993", "smtp.mail.com:587", _SWITCHED),
    ("web.de", "imap.web.de:993", "smtp.web.de:587", _SWITCHED),
    ("t-online.de magenta.de", "secureimap.t-online.de:993", "securesmtp.t-online.de:465", APP_ONLY),
    ("freenet.de", "mx.freenet.de:993", "mx.freenet.de:587", _SWITCHED),
    ("posteo.de posteo.net", "posteo.de:993", "posteo.de:587", ""),
    ("mailbox.org", "imap.mailbox.org:993", "smtp.mailbox.org:587", ""),
    ("fastmail.com fastmail.fm", "imap.fastmail.com:993", "smtp.fastmail.com:465", APP_ONLY),
    ("zoho.com zohomail.com", "imap.zoho.com:993", "smtp.zoho.com:465", APP_ONLY),
    ("zoho.eu zohomail.eu", "imap.zoho.eu:993", "smtp.zoho.eu:465", APP_ONLY),
    ("proton.me protonmail.com pm.me", "127.0.0.1:1143", "127.0.0.1:1025",
     "Proton needs its Bridge running on this machine; the password is the one that the Bridge shows."),
    ("yandex.ru yandex.com yandex.by yandex.kz ya.ru narod.ru", "imap.yandex.com:993", "smtp.yandex.com:465", APP_ONLY),
    ("mail.ru bk.ru inbox.ru list.ru", "imap.mail.ru:993", "smtp.mail.ru:465", APP_ONLY),
    ("orange.fr wanadoo.fr", "imap.orange.fr:993", "smtp.orange.fr:465", ""),
    ("free.fr", "imap.free.fr:993", "smtp.free.fr:465", ""),
    ("laposte.net", "imap.laposte.net:993", "smtp.laposte.net:465", ""),
    ("sfr.fr", "imap.sfr.fr:993", "smtp.sfr.fr:465", ""),
    ("libero.it", "imapmail.libero.it:993", "smtp.libero.it:465", ""),
    ("seznam.cz email.cz", "imap.seznam.cz:993", "smtp.seznam.cz:465", ""),
    ("wp.pl", "imap.wp.pl:993", "smtp.wp.pl:465", ""),
    ("o2.pl go2.pl tlen.pl", "poczta.o2.pl:993", "poczta.o2.pl:465", ""),
    ("onet.pl", "imap.poczta.onet.pl:993", "smtp.poczta.onet.pl:465", ""),
    ("bluewin.ch", "imaps.bluewin.ch:993", "smtpauths.bluewin.ch:465", ""),
    ("strato.de", "imap.strato.de:993", "smtp.strato.de:465", ""),
    ("ionos.com", "imap.ionos.com:993", "smtp.ionos.com:587", ""),
    ("ionos.de online.de onlinehome.de", "imap.ionos.de:993", "smtp.ionos.de:587", ""),
    ("ionos.fr", "imap.ionos.fr:993", "smtp.ionos.fr:587", ""),
    ("ionos.co.uk", "imap.ionos.co.uk:993", "smtp.ionos.co.uk:587", ""),
    ("one.com", "imap.one.com:993", "send.one.com:465", ""),
    ("qq.com", "imap.qq.com:993", "smtp.qq.com:465", APP_ONLY),
    ("163.com", "imap.163.com:993", "smtp.163.com:465", APP_ONLY),
    ("naver.com", "imap.naver.com:993", "smtp.naver.com:465", APP_ONLY),
    ("comcast.net", "imap.comcast.net:993", "smtp.comcast.net:587", ""),
    ("btinternet.com", "mail.btinternet.com:993", "mail.btinternet.com:465", ""),
    ("bigpond.com bigpond.net.au telstra.com", "imap.telstra.com:993", "smtp.telstra.com:465", ""),
)  # fmt: skip
