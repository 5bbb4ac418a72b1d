"""Addresses of the framework's server behind which the files of people are."""

from typing import Final

__all__ = ["DOWNLOADS", "UPLOADS"]

DOWNLOADS: Final = "/media/"
UPLOADS: Final = "/_stcore/upload_file/"
