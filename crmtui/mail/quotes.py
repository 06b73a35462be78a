from dataclasses import dataclass
@dataclass(frozen=True, slots=True)
class Cut:
    text: str
    quoted: str
    signature: str
def cut(body: str) -> Cut:
    return Cut(body,"","")
