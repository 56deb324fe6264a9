"""What a file is, by its content: a name can lie. Pure."""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """A format that can be read."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    IMAGE = "image"


SUFFIXES = {
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".docx": Kind.DOCX,
    ".pdf": Kind.PDF,
    ".png": Kind.IMAGE,
    ".jpg": Kind.IMAGE,
    ".jpeg": Kind.IMAGE,
    ".tif": Kind.IMAGE,
    ".tiff": Kind.IMAGE,
}
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def sniff(head: bytes, suffix: str) -> Kind | None:
    """Return the format of a file from its first 4096 bytes, or None where it is binary and nothing that can be read.

    The suffix only tells plain text from Markdown and HTML.
    """
    # Readers accept a PDF whose header stands a little behind the start (ISO 32000-1, annex H).
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith(b"PK\x03\x04"):
        return Kind.DOCX
    if head.startswith(_IMAGES):
        return Kind.IMAGE
    if head.startswith(_OLE) or is_binary(head):
        return None
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return Kind.HTML
    by_name = SUFFIXES.get(suffix)
    return by_name if by_name in {Kind.MARKDOWN, Kind.HTML} else Kind.TEXT


def is_binary(head: bytes) -> bool:
    """Tell whether bytes are no text: more than a stray control character, and no UTF-16 mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    controls = sum(byte < 9 or 13 < byte < 27 for byte in head)
    return b"\x00" in head or controls > 0.02 * len(head) + 1


def refuse_reason(head: bytes) -> tuple[str, str]:
    """Return what is wrong with a file that `sniff` gave up on, and what to do."""
    if head.startswith(_OLE):
        return "is an old Office file or a password-protected one.", "Save it as .docx or .pdf without a password."
    return "holds no text in a known format.", "Save it as .pdf, .docx, .txt, .md or .html."
