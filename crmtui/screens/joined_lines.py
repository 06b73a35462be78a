"""Why a message is on its ticket, in lines of the help.

The one rule: it shows what `desk.joining` says.
"""

from collections.abc import Sequence

from crmtui.db.engine import Engine
from crmtui.desk import joining
from crmtui.desk.conversation import MessageView
from crmtui.text import one_line, when
from crmtui.widgets.lines import Line, Span, Tone


async def joined_lines(engine: Engine, message: MessageView, now: int) -> Sequence[Line]:
    """The lines about a message, the blank one first."""
    told = await engine.read(joining.tell, message, now)
    author = one_line(message.author_name or message.author_email) or "unknown"
    head: list[Line] = [
        (),
        (Span(" This message", Tone.STRONG), Span(f"   {author}, {when(message.at, now)}", Tone.DIM)),
    ]
    return [*head, *((Span(f"   {line}"),) for line in told)]
