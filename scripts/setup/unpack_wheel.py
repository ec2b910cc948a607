"""Unpack the members of a wheel that match one of the patterns; programs stay executable.

    python3 unpack_wheel.py WHEEL TARGET PATTERN...
"""

import fnmatch
import os
import sys
import zipfile


def unpack(wheel, target, patterns):
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if member.is_dir() or not any(fnmatch.fnmatchcase(member.filename, p) for p in patterns):
                continue
            path = archive.extract(member, target)
            # Some wheels let only their owner execute a program; a service may run as another user.
            executable = (member.external_attr >> 16) & 0o111
            os.chmod(path, 0o755 if executable else 0o644)


if __name__ == "__main__":
    unpack(sys.argv[1], sys.argv[2], sys.argv[3:])
