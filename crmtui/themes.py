"""The looks: light, dark, high contrast and the terminal's own sixteen colours.

The one rule: every colour of the RGB themes is one of the 256 (levels 0 95 135 175 215 255, or a grey 8 + 10n), so that
a terminal without true colour shows what was meant; no theme tells anything by colour alone.
"""

from typing import TYPE_CHECKING

from crmtui.settings import THEMES

if TYPE_CHECKING:
    from textual.theme import Theme

DEFAULT = "dark"
NAMES = THEMES


def _chrome(rule: str, dim: str) -> dict[str, str]:
    # Textual's own names, so that our style sheets also parse under a theme that is not ours.
    return {"border": rule, "foreground-muted": dim, "scrollbar": rule}


def themes() -> "list[Theme]":
    """All themes, to be registered with the app."""
    # Late: textual.theme comes with the app; the names above are wanted by the configuration too.
    from textual.theme import Theme

    return [
        Theme(
            name="dark",
            dark=True,
            primary="#87afd7",
            accent="#87afd7",
            warning="#d7af5f",
            error="#ff8787",
            success="#87af87",
            foreground="#d0d0d0",
            background="#1c1c1c",
            surface="#1c1c1c",
            panel="#262626",
            variables=_chrome("#585858", "#949494"),
        ),
        Theme(
            name="light",
            dark=False,
            primary="#005f87",
            accent="#005f87",
            warning="#875f00",
            error="#af0000",
            success="#005f00",
            foreground="#262626",
            background="#ffffff",
            surface="#ffffff",
            panel="#eeeeee",
            variables=_chrome("#b2b2b2", "#626262"),
        ),
        Theme(
            name="contrast-dark",
            dark=True,
            primary="#ffff5f",
            accent="#ffff5f",
            warning="#ffff5f",
            error="#ff8787",
            success="#87ff87",
            foreground="#ffffff",
            background="#000000",
            surface="#000000",
            panel="#000000",
            variables=_chrome("#ffffff", "#d7d7d7"),
        ),
        Theme(
            name="contrast-light",
            dark=False,
            primary="#0000af",
            accent="#0000af",
            warning="#5f0000",
            error="#af0000",
            success="#005f00",
            foreground="#000000",
            background="#ffffff",
            surface="#ffffff",
            panel="#ffffff",
            variables=_chrome("#000000", "#262626"),
        ),
        Theme(
            name="ansi",
            ansi=True,
            dark=True,
            primary="ansi_cyan",
            secondary="ansi_cyan",
            accent="ansi_cyan",
            warning="ansi_yellow",
            error="ansi_red",
            success="ansi_green",
            foreground="ansi_default",
            background="ansi_default",
            surface="ansi_default",
            panel="ansi_default",
            boost="ansi_default",
            variables={
                **_chrome("ansi_bright_black", "ansi_default"),
                "border-blurred": "ansi_bright_black",
                "ansi-background": "ansi_default",
                "ansi-foreground": "ansi_default",
                "block-cursor-foreground": "ansi_black",
                "block-cursor-background": "ansi_white",
                "input-cursor-background": "ansi_white",
                "input-cursor-foreground": "ansi_black",
                "input-selection-background": "ansi_cyan",
                "input-selection-foreground": "ansi_black",
                "screen-selection-background": "ansi_cyan",
                "screen-selection-foreground": "ansi_black",
                "footer-key-foreground": "ansi_cyan",
            },
        ),
    ]
