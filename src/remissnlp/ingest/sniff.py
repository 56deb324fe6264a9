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
    ODT = "odt"
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
    ".odt": Kind.ODT,
    ".pdf": Kind.PDF,
    ".png": Kind.IMAGE,
    ".jpg": Kind.IMAGE,
    ".jpeg": Kind.IMAGE,
    ".tif": Kind.IMAGE,
    ".tiff": Kind.IMAGE,
}
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def sniff(head: bytes, suffix: str) -> Kind | None:
    """Return the format of a file from its first 4096 bytes, or None where it is binary and nothing that can be read.

    The suffix only tells plain text from Markdown and HTML, and one kind of archive from another.
    """
    # Readers accept a PDF whose header stands a little behind the start (ISO 32000-1, annex H).
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith(b"PK\x03\x04"):
        # An OpenDocument package names its type in its first member, uncompressed (ODF 1.3, part 2, section 3.3).
        return Kind.ODT if _OPEN_DOCUMENT in head[:256] or suffix == ".odt" else Kind.DOCX
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
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or wide_encoding(head):
        return False
    controls = sum(byte < 9 or 13 < byte < 27 for byte in head)
    return b"\x00" in head or controls > 0.02 * len(head) + 1


def refuse_reason(head: bytes) -> tuple[str, str]:
    """Return what is wrong with a file that `sniff` gave up on, and what to do."""
    if head.startswith(_OLE):
        return "is an old Office file or a password-protected one.", "Save it as .docx or .pdf without a password."
    return "holds no text in a known format.", "Save it as .pdf, .docx, .odt, .txt, .md or .html."


def wide_encoding(head: bytes) -> str:
    """Return the name of the UTF-16 that text without a mark is written in, or an empty string.

    In it, Western text has a zero in nearly every other byte, and none in between.
    """
    half = len(head) // 2
    even, odd = head[0 : 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    if half < 8 or max(even, odd) < 0.8 * half or min(even, odd) > 0.02 * half:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"
