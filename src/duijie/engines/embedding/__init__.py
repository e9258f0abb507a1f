"""Turns texts into vectors of meaning.

Responsible for reading the bundled multilingual-e5-small weights, running them through ONNX
Runtime, or having a model elsewhere asked, and keeping vectors on disk. Not for what the vectors
are compared with: see ranking. Doors: `load_embedder` and `EndpointEmbedder`, whose `embed` does
the work. Heavy libraries are imported with the first text.
"""

from duijie.engines.embedding.embedded import Embedded
from duijie.engines.embedding.embedder import (
    MODEL_VERSION,
    WIDTH,
    Embedder,
    IsCancelled,
    OnProgress,
    Role,
    Spans,
    load_embedder,
)
from duijie.engines.embedding.endpoint import AskEmbeddings, EndpointEmbedder
from duijie.engines.embedding.sentences import SENTENCES

__all__ = [
    "MODEL_VERSION",
    "SENTENCES",
    "WIDTH",
    "AskEmbeddings",
    "Embedded",
    "Embedder",
    "EndpointEmbedder",
    "IsCancelled",
    "OnProgress",
    "Role",
    "Spans",
    "load_embedder",
]
