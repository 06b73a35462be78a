"""Text with the words of a search marked in it, as spans of a line."""

from crmtui.highlight import Finder, parts
from crmtui.widgets.lines import Span, Tone


def matched(text: str, finder: Finder | None, tone: Tone = Tone.NORMAL) -> list[Span]:
    """A cleaned text as spans, what a search found in it marked."""
    if not finder:
        return [Span(text, tone)]
    return [Span(piece, Tone.MATCH if hit else tone) for piece, hit in parts(text, finder.spans(text))]
