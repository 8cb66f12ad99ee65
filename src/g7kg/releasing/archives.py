"""Zip archives that are the same bytes from the same files."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path


def pack(folder: Path, path: Path, when: int) -> None:
    """Write all files of a folder into a zip archive: sorted by name, with one time and the same rights for all.

    Parameters:
        folder: the folder; names in the archive begin with its own name.
        path: the archive.
        when: seconds since 1970, in UTC; zip knows no time before 1980.
    """
    stamp = time.gmtime(max(when, 315532800))[:6]
    with zipfile.ZipFile(path, "w") as archive:
        names = {file.relative_to(folder.parent).as_posix(): file for file in folder.rglob("*") if file.is_file()}
        for name in sorted(names):
            entry = zipfile.ZipInfo(name, stamp)
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, names[name].read_bytes(), compresslevel=9)
