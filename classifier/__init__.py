"""Who stands where, read from the news: positions of parties on the issues of a codebook."""

from classifier.document import Document
from classifier.version import __version__

__all__ = ["Document", "__version__"]
