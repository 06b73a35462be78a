"""A raw mail into a `ParsedMail`.

The one rule: `parse` never raises, whatever the bytes are; what could not be read is said in `problems`.
"""

from dataclasses import dataclass

from crmtui.mail.addresses import addresses, message_id, message_ids, written_at
from crmtui.mail.automatic import is_to_many, judge, kind_of
from crmtui.mail.decode import decode_text, decode_words
from crmtui.mail.forwarded import is_passed_on, read_forwarded
from crmtui.mail.head import Headers, split_head
from crmtui.mail.limits import DEPTH, MESSAGE_BYTES, RECIPIENTS, SUBJECT_CHARS, TEXT_BYTES
from crmtui.mail.message import Address, Attachment, Automatic, Bounce, Invitation, Kind, ParsedMail
from crmtui.mail.mime import Part, Structure
from crmtui.mail.quotes import cut

_READ_PROPERLY = 50
"""Stretches of a body whose HTML is read; honest mails have a few."""
_PROPER_CHARS = TEXT_BYTES + 250_000
"""Characters of HTML that are read."""
_AUTH_HEADERS = 10
_AUTH_CHARS = 8_000
_BY_PEOPLE = frozenset({Kind.PERSON, Kind.LIST, Kind.BULK})


@dataclass(slots=True)
class _Segment:
    """One stretch of the readable body, in one form or in both."""

    plain: str = ""
    html: str = ""


def parse(raw: bytes) -> ParsedMail:
    """Read a mail.

    Args:
        raw: one whole message, line endings of any kind.

    Returns:
        Everything that could be read; limits that were hit and bytes that made no sense are told in `problems`.
    """
    return _Reader(raw).read()


class _Reader:
    """One reading of one mail."""

    def __init__(self, raw: bytes) -> None:
        self.problems: list[str] = []
        if len(raw) > MESSAGE_BYTES:
            self.problems.append(f"over {MESSAGE_BYTES // 1_000_000} MB: the rest was not read")
            raw = raw[:MESSAGE_BYTES]
        self.structure = Structure(raw)
        self.attachments: list[Attachment] = []
        self.text_left = 4 * TEXT_BYTES

    def read(self) -> ParsedMail:
        root = self.structure.root
        headers = root.headers
        segments = self._collect(root, 0)
        body, marks, html = self._body(segments)
        senders = self._all(headers, b"from") or self._all(headers, b"sender")
        sender = senders[0] if senders else None
        subject = self._subject(root)
        passed_on = is_passed_on(subject)
        pieces = cut(body, marks, forward=passed_on)
        alone = not pieces.quoted and not pieces.passes_on
        automatic, reason = judge(root, sender, subject, body, alone=alone)
        kind, bounce, invitation = self._kind(automatic, reason, subject, body)
        self.problems[:0] = self.structure.problems
        return ParsedMail(
            message_id=message_id(root.first(b"message-id")) if b"message-id" in headers else "",
            in_reply_to=self._ids(headers, b"in-reply-to"),
            references=self._ids(headers, b"references"),
            subject=subject,
            sender=sender,
            reply_to=self._all(headers, b"reply-to"),
            to=self._all(headers, b"to"),
            cc=self._all(headers, b"cc"),
            delivered_to=_delivered_to(headers),
            date=written_at(root.first(b"date"), root.first(b"received")),
            text=pieces.text,
            quoted=pieces.quoted,
            signature=pieces.signature,
            html=html,
            attachments=tuple(self.attachments),
            automatic=automatic,
            automatic_reason=reason,
            problems=tuple(self.problems),
            travelled=b"received" in headers,
            kind=kind,
            bounce=bounce,
            invitation=invitation,
            forwarded=read_forwarded(self.structure, pieces.text, said=passed_on)
            if kind in _BY_PEOPLE and (passed_on or pieces.passes_on or not pieces.text)
            else None,
            auth_headers=tuple(
                decode_text(value[:_AUTH_CHARS])[0]
                for value in headers.get(b"authentication-results", ())[:_AUTH_HEADERS]
            ),
            to_many=is_to_many(root),
        )

    def _kind(
        self, automatic: Automatic, reason: str, subject: str, body: str
    ) -> tuple[Kind, Bounce | None, Invitation | None]:
        """What the mail is, and what a bounce or an invitation tells."""
        if automatic is Automatic.BOUNCE:
            # Late, as what a bounce and a calendar say is of no use to nearly all mail.
            from crmtui.mail.bounce import read_bounce

            bounce, kind = read_bounce(self.structure, body, subject)
            return kind, bounce, None
        alone = self.structure.root.content_type == "text/calendar"
        if alone or any(one.content_type == "text/calendar" for one in self.attachments):
            from crmtui.mail.calendar import read_invitation

            invitation = read_invitation(self.structure)
            if invitation:
                return Kind.CALENDAR, None, invitation
        return kind_of(self.structure.root, automatic, reason, subject, body), None, None

    def _subject(self, root: Part) -> str:
        value = root.first(b"subject")
        if not value:
            return ""
        if len(value) > SUBJECT_CHARS * 4:
            self.problems.append("the subject was cut")
        return decode_words(value[: SUBJECT_CHARS * 4])[:SUBJECT_CHARS]

    def _all(self, headers: Headers, name: bytes) -> tuple[Address, ...]:
        values = headers.get(name)
        if not values:
            return ()
        if len(values) == 1:
            found = addresses(values[0])
        else:
            found = tuple(one for value in values[:RECIPIENTS] for one in addresses(value))[:RECIPIENTS]
        if len(found) == RECIPIENTS:
            self.problems.append(f"recipients over {RECIPIENTS} were not read")
        return found

    def _ids(self, headers: Headers, name: bytes) -> tuple[str, ...]:
        values = headers.get(name)
        return message_ids(b" ".join(values)) if values else ()

    def _collect(self, part: Part, depth: int) -> list[_Segment]:
        """The readable stretches of a part in order; everything else becomes an attachment."""
        if not part.children:
            if part.content_type.startswith("multipart/") and depth >= DEPTH:
                return []
            return self._leaf(part, depth)
        inner = [self._collect(child, depth + 1) for child in part.children]
        segments = [segment for child in inner for segment in child]
        if part.content_type != "multipart/alternative" or len(segments) < 2:
            return segments
        plain = "\n".join(s.plain for s in segments if s.plain.strip())
        # Of several HTML forms the last is the one the sender likes best.
        html = next((s.html for s in reversed(segments) if s.html.strip()), "")
        return [_Segment(plain, html)]

    def _leaf(self, part: Part, depth: int) -> list[_Segment]:
        disposition, params = part.disposition()
        name = params.get("filename", "") or part.params.get("name", "")
        readable = part.content_type in ("text/plain", "text/html") or (not depth and part.content_type[:5] == "text/")
        if readable and disposition != "attachment" and (not name or not depth):
            text = self._text(part)
            return [_Segment(html=text) if part.content_type == "text/html" else _Segment(plain=text)]
        self._attach(part, name, disposition)
        return []

    def _text(self, part: Part) -> str:
        limit = min(TEXT_BYTES, self.text_left)
        data = self.structure.body(part, limit)
        if len(data) > limit or part.end - part.start > limit * 3:
            self.problems.append(f"a text was cut at {limit // 1000} kB")
            data = data[:limit]
        self.text_left -= len(data)
        text, problem = decode_text(data, part.params.get("charset", ""))
        if problem:
            self.problems.append(problem)
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def _attach(self, part: Part, name: str, disposition: str) -> None:
        data = self.structure.body(part)
        if not name and part.content_type == "message/rfc822":
            inner, _, _ = split_head(data, 0, len(data), 20_000)
            subject = inner.get(b"subject")
            name = (decode_words(subject[0][:400])[:80] if subject else "message") + ".eml"
        content_id = part.first(b"content-id")
        inline = disposition == "inline" or (bool(content_id) and disposition != "attachment")
        self.attachments.append(
            Attachment(name, part.content_type, data, inline, message_id(content_id) if content_id else "")
        )

    def _body(self, segments: list[_Segment]) -> tuple[str, bytes, str]:
        """The readable text, what HTML says of its lines, and the HTML source."""
        html = [segment.html for segment in segments if segment.html]
        if not html:
            return (segments[0].plain if len(segments) == 1 else "\n".join(s.plain for s in segments)), b"", ""
        texts: list[str] = []
        marks: list[bytes] = []
        read = 0
        for segment in segments:
            text, mark = segment.plain, b""
            if segment.html and not segment.plain.strip():
                # Late: the HTML reader is of no use to most mails of a list and of a shop's notifications.
                from crmtui.mail.html_text import html_to_text

                read += len(segment.html)
                plainly = len(texts) >= _READ_PROPERLY or read > _PROPER_CHARS
                readable = html_to_text(segment.html, plainly=plainly)
                text, mark = readable.text, readable.marks
                if readable.problem and readable.problem not in self.problems:
                    self.problems.append(readable.problem)
            texts.append(text)
            marks.append(mark or b" " * (text.count("\n") + 1))
        return "\n".join(texts), b"".join(marks), "\n".join(html)


def _delivered_to(headers: Headers) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in (b"delivered-to", b"x-original-to", b"envelope-to"):
        for value in headers.get(name, ())[:20]:
            for one in addresses(value):
                found[one.email] = None
    return tuple(found)
