"""How much of one mail is read.

The one rule: a mail over a limit is never refused; what could be read is shown with a problem line, and the raw
bytes stay with the caller.
"""

MESSAGE_BYTES = 30_000_000
HEADER_BYTES = 256_000
"""Of all header blocks of one mail together."""
VALUE_BYTES = 64_000
"""Of one folded header; the rest of it is left out."""
PARTS = 500
FENCES = 100_000
"""Places of one mail that look like a boundary; nested boundaries that begin alike are looked at once each."""
DEPTH = 30
TEXT_BYTES = 1_000_000
"""Of one text part, and of all text parts together four times that."""
REFERENCES = 20
RECIPIENTS = 200
NAME_CHARS = 120
SUBJECT_CHARS = 1_000
ID_CHARS = 995
ADDRESS_CHARS = 320
