"""Asking a language, rerank or embedding model that the owner of the machine has named.

Any service with the OpenAI chat or embeddings address, or with the `/rerank` of Text Embeddings
Inference. Off unless an environment variable names one. The address may lie on this machine or in
its network: who may set environment variables may call it anyway.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from duijie.core.notify.endpoints.client import Reach, send_call
from duijie.core.notify.endpoints.template import Call
from duijie.core.notify.errors import DeliveryError
from duijie.core.setting_errors import SettingError

TRIES: Final = 3
FIRST_PAUSE_SECONDS: Final = 1.0
"""Before the second try; four times as long before the third."""
_MOST_ANSWER: Final = 8 * 1024 * 1024
_TEMPORARY: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class ModelEndpoint:
    """One model behind an address."""

    url: str
    """Complete, as `http://127.0.0.1:8080/rerank` or `https://host/v1/chat/completions`."""
    model: str = ""
    key: str = field(default="", repr=False)
    seconds: float = 60.0
    """For one try."""


@dataclass(frozen=True, slots=True)
class EmbeddingEndpoint:
    """A model that turns texts into vectors, and what it was trained to be told before them."""

    at: ModelEndpoint
    query_prefix: str = ""
    passage_prefix: str = ""

    @property
    def version(self) -> str:
        """Changes with whatever moves a vector and is known here; at most 100 characters."""
        told = "\0".join([self.at.model, self.query_prefix, self.passage_prefix])
        return f"{self.at.model[:80]} {hashlib.sha256(told.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class ModelEndpoints:
    """What the owner of the machine has named; None: none."""

    chat: ModelEndpoint | None = None
    rerank: ModelEndpoint | None = None
    embedding: EmbeddingEndpoint | None = None
    reads_confidential: bool = False
    """Whether chat and rerank may be sent texts that only their own side and whom it agreed with
    may read."""

    @property
    def name(self) -> str:
        """What is told beside an order that came from them; empty where there is none."""
        named = [one for one in (self.rerank, self.chat) if one]
        return " + ".join(dict.fromkeys(one.model or one.url for one in named))


def read_model_endpoints(environment: Mapping[str, str]) -> ModelEndpoints:
    """DUIJIE_CHAT_URL (to the end of `/chat/completions`, or to `/v1`) with DUIJIE_CHAT_MODEL and
    DUIJIE_CHAT_KEY; DUIJIE_RERANK_URL with DUIJIE_RERANK_MODEL and DUIJIE_RERANK_KEY;
    DUIJIE_MODELS_READ_CONFIDENTIAL. DUIJIE_EMBEDDING_URL (to the end of `/embeddings`, or to `/v1`)
    with DUIJIE_EMBEDDING_MODEL, DUIJIE_EMBEDDING_KEY, DUIJIE_EMBEDDING_QUERY_PREFIX and
    DUIJIE_EMBEDDING_PASSAGE_PREFIX, together with DUIJIE_EMBEDDING_READS_CONFIDENTIAL, because no
    record can be compared without it. Raises `SettingError`, without any key in its text,
    for an address that is none, a chat or embeddings address without a model, and an embeddings
    address that may not read what is confidential."""

    def told(name: str) -> str:
        return environment.get(f"DUIJIE_{name}", "").strip()

    def is_on(name: str) -> bool:
        return told(name).lower() in {"1", "true", "yes", "on"}

    def endpoint(name: str, path: str, *, needs_model: bool = True) -> ModelEndpoint | None:
        url = told(f"{name}_URL").rstrip("/")
        if not url:
            return None
        try:
            parts = urlsplit(url)
            is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
            _ = parts.port
        except ValueError:
            is_address = False
        if not is_address:
            raise SettingError("settings.no_address", name=f"DUIJIE_{name}_URL")
        if parts.username or parts.password:
            raise SettingError(
                "settings.password_in_address",
                name=f"DUIJIE_{name}_URL",
                key=f"DUIJIE_{name}_KEY",
            )
        if not parts.path.endswith(path):
            url += path
        model = told(f"{name}_MODEL")
        if needs_model and not model:
            raise SettingError(
                "settings.incomplete", name=f"DUIJIE_{name}_URL", needed=f"DUIJIE_{name}_MODEL"
            )
        return ModelEndpoint(url, model, told(f"{name}_KEY"))

    embedding = endpoint("EMBEDDING", "/embeddings")
    if embedding and not is_on("EMBEDDING_READS_CONFIDENTIAL"):
        raise SettingError("settings.embedding_reads_all")
    return ModelEndpoints(
        endpoint("CHAT", "/chat/completions"),
        endpoint("RERANK", "/rerank", needs_model=False),
        _embedding(embedding, environment) if embedding else None,
        is_on("MODELS_READ_CONFIDENTIAL"),
    )


def _embedding(at: ModelEndpoint, environment: Mapping[str, str]) -> EmbeddingEndpoint:
    # not stripped: a space at the end belongs to it
    query, passage = (
        environment.get(f"DUIJIE_EMBEDDING_{role}_PREFIX", "") for role in ("QUERY", "PASSAGE")
    )
    return EmbeddingEndpoint(at, query, passage)


def ask_chat(endpoint: ModelEndpoint, messages: Sequence[Mapping[str, str]], reach: Reach) -> str:
    """The answer to a conversation in the form of the OpenAI interface, without chance. Raises
    `DeliveryError`."""
    answer = _ask(
        endpoint,
        {"model": endpoint.model, "messages": list(messages), "temperature": 0, "stream": False},
        reach,
    )
    try:
        return str(answer["choices"][0]["message"]["content"] or "")
    except (KeyError, IndexError, TypeError):
        raise DeliveryError("notify.endpoint_answer_unreadable") from None


def ask_rerank(
    endpoint: ModelEndpoint, query: str, texts: Sequence[str], reach: Reach
) -> list[int]:
    """Numbers of the texts, best first, each once. Takes the answer of Text Embeddings Inference
    (`[{"index", "score"}]`) and of the services that copy Cohere (`{"results": […,
    "relevance_score"]}`). Raises `DeliveryError`, also where a text has no score."""
    answer = _ask(
        endpoint,
        {
            "query": query,
            "texts": list(texts),
            "documents": list(texts),
            "truncate": True,
            **({"model": endpoint.model} if endpoint.model else {}),
        },
        reach,
    )
    rows: Any = answer.get("results") if isinstance(answer, dict) else answer
    try:
        scores = {
            int(row["index"]): float(row.get("relevance_score", row.get("score"))) for row in rows
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DeliveryError("notify.endpoint_answer_unreadable") from None
    if sorted(scores) != list(range(len(texts))) or any(s != s for s in scores.values()):
        raise DeliveryError("notify.endpoint_answer_unreadable")
    return sorted(scores, key=lambda number: (-scores[number], number))


def ask_embeddings(
    endpoint: ModelEndpoint, texts: Sequence[str], reach: Reach
) -> list[list[float]]:
    """A vector for each text, in their order, all of one width. Raises `DeliveryError`, also where
    a text has none."""
    body = {"model": endpoint.model, "input": list(texts), "encoding_format": "float"}
    answer = _ask(endpoint, body, reach)
    try:
        found = {
            int(row["index"]): [float(number) for number in row["embedding"]]
            for row in answer["data"]
        }
    except (KeyError, TypeError, ValueError, OverflowError):
        raise DeliveryError("notify.endpoint_answer_unreadable") from None
    if sorted(found) != list(range(len(texts))) or len({len(row) for row in found.values()}) > 1:
        raise DeliveryError("notify.endpoint_answer_unreadable")
    return [found[number] for number in range(len(texts))]


def _ask(endpoint: ModelEndpoint, body: Mapping[str, Any], reach: Reach) -> Any:
    """The JSON of the answer; what may pass by itself is tried again, with growing pauses."""
    headers = {"Content-Type": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    call = Call(endpoint.url, "POST", headers, json.dumps(body, ensure_ascii=False).encode())
    pause = FIRST_PAUSE_SECONDS
    for attempt in range(1, TRIES + 1):
        try:
            return _ask_once(call, endpoint, reach)
        except DeliveryError as error:
            if not error.is_temporary or attempt == TRIES:
                raise
            # not all who were turned away at one moment come back at one moment
            time.sleep(pause * random.uniform(0.75, 1.25))  # noqa: S311
            pause *= 4
    raise AssertionError  # pragma: no cover


def _ask_once(call: Call, endpoint: ModelEndpoint, reach: Reach) -> Any:
    answer = send_call(call, reach, seconds=endpoint.seconds, most=_MOST_ANSWER)
    if not 200 <= answer.status < 300:
        is_temporary = answer.status >= 500 or answer.status in _TEMPORARY
        raise DeliveryError(
            "notify.endpoint_status", is_temporary=is_temporary, status=answer.status
        )
    try:
        return json.loads(answer.content)
    except ValueError:
        raise DeliveryError("notify.endpoint_answer_unreadable") from None
