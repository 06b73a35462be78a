"""How a mail may have come that its author did not send straight: the beginnings of what is kept with it.

The one rule: these words are stored, so what was stored once is read for ever.
"""

FORWARDED_BY = "forwarded by "
IN_A_FORM = "written in a form"
THROUGH = "written through "
REPLY_TO_SAYS = "its Reply-To says"
LOOKS_LIKE = "looks like "
DETOURS = (FORWARDED_BY, IN_A_FORM, THROUGH, REPLY_TO_SAYS, LOOKS_LIKE)
