"""Remembers what kept a job from storing anything: a full disk takes no note of itself.

The one rule: it is said once there is room again, for a day, by the process that met it.
"""

from crmtui.zones import LOCAL, clock

_SAID_FOR = 86_400


class Hurdle:
    """What was in the way last, from when to when."""

    def __init__(self) -> None:
        self._words, self._since, self._over = "", 0, 0

    def met(self, words: str, now: int) -> None:
        """Something is in the way at `now`, UTC epoch seconds."""
        if not self._words or self._over or words != self._words:
            self._words, self._since, self._over = words, now, 0

    def told(self, now: int) -> str:
        """What was in the way, to stand behind what goes well at `now`; "" when nothing was lately."""
        if not self._words:
            return ""
        self._over = self._over or now
        if now - self._over > _SAID_FOR:
            self._words = ""
            return ""
        return f"; {clock(LOCAL, self._since)} to {clock(LOCAL, self._over)}: {self._words}"
