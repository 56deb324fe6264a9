"""Zip archives that hold a document: told by their members, and refused where they are not safe to unpack. Pure."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from remissnlp.errors import UnreadableFileError

WORD_MEMBER = "word/document.xml"
OPEN_MEMBER = "content.xml"
_MAX_BYTES = 200 * 1024 * 1024
_MAX_RATIO = 200  # deflate makes real XML at most some 50 times smaller
_SMALL_BYTES = 5 * 1024 * 1024  # below this a high ratio harms nobody
_MAX_MEMBERS = 20_000
_ENCRYPTED = 1  # bit 0 of a member's flags
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError)


def check_archive(data: bytes, path: str, member: str) -> None:
    """Make sure that an archive is whole, holds `member`, and unpacks to no more than is safe.

    Raises:
        UnreadableFileError: it is not so; says what is wrong and what to do.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = {info.filename: info for info in archive.infolist()}
            if len(archive.infolist()) > _MAX_MEMBERS:
                raise _refused(path, f"holds {len(archive.infolist())} parts, which is not safe to read")
            _check_size(list(infos.values()), path)
            if member not in infos:
                raise UnreadableFileError(
                    f"{path}: the file is an archive, but no text document.",
                    hint="Unpack it, and put its documents in the folder.",
                )
            if infos[member].flag_bits & _ENCRYPTED:
                raise UnreadableFileError(f"{path}: the file is protected by a password.", hint="Save a copy without.")
            with archive.open(member) as handle:
                head = handle.read(4096)
    except DAMAGED as error:
        raise UnreadableFileError(
            f"{path}: the file is damaged or incomplete ({type(error).__name__}).", hint="Fetch the file again."
        ) from error
    if _DECLARATION.search(head):  # neither format has any; entities that name each other grow without bound
        raise _refused(path, "declares entities of its own, which is not safe to read")


def _check_size(infos: list[zipfile.ZipInfo], path: str) -> None:
    unpacked = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    if unpacked > _MAX_BYTES or (unpacked > _SMALL_BYTES and unpacked / packed > _MAX_RATIO):
        raise _refused(path, f"unpacks to {unpacked // 1_000_000} MB, which is not safe to read")


def _refused(path: str, problem: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path}: the file {problem}.", hint="Open it in your word processor and save it as PDF."
    )
