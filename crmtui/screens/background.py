"""What runs behind the screens once the first paint is out.

The one rule: nothing here may stop the app: what cannot run says so in the status line.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmtui.app import DeskApp


def _nothing() -> None:
    """Binding the models is all there is to do."""


async def start(app: "DeskApp") -> None:
    """Bring the models in, then begin to deliver."""
    await app.engine.work(_nothing)
