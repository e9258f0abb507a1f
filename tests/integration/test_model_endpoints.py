"""Asking a model elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured

from duijie.core import model_endpoints
from duijie.core.model_endpoints import (
    TRIES,
    ModelEndpoint,
    ask_chat,
    ask_embeddings,
    ask_rerank,
    read_model_endpoints,
)
from duijie.core.notify.endpoints.client import Reach
from duijie.core.notify.errors import DeliveryError
from tests.integration.answering_servers import HttpServer, Planned, http_server

HERE = Reach(allows_private=True, allows_public=False)
KEY = "sk-geheim-9f8e7d"


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpServer]:
    monkeypatch.setattr(model_endpoints, "FIRST_PAUSE_SECONDS", 0.01)
    with http_server() as running:
        yield running


def planned(content: object, status: int = 200) -> Planned:
    return Planned(status=status, content=json.dumps(content).encode())


def chat_says(text: object) -> Planned:
    return planned({"choices": [{"message": {"role": "assistant", "content": text}}]})


def endpoint(host: HttpServer, seconds: float = 5.0) -> ModelEndpoint:
    return ModelEndpoint(f"{host.address}/v1/chat/completions", "qwen", KEY, seconds)


def test_a_chat_answers_and_is_told_model_key_and_texts(host: HttpServer) -> None:
    host.planned = [chat_says("您好")]
    assert ask_chat(endpoint(host), [{"role": "user", "content": "微裂纹"}], HERE) == "您好"
    (asked,) = host.asked
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    body = json.loads(asked.body)
    assert (body["model"], body["temperature"]) == ("qwen", 0)
    assert body["messages"] == [{"role": "user", "content": "微裂纹"}]


@pytest.mark.parametrize(
    "answer",
    [
        [{"index": 1, "score": 0.9}, {"index": 0, "score": -2.0}, {"index": 2, "score": 0.1}],
        {"results": [{"index": n, "relevance_score": s} for n, s in ((2, 0.1), (0, -2), (1, 3))]},
    ],
)
def test_both_forms_of_a_rerank_answer(host: HttpServer, answer: object) -> None:
    host.planned = [planned(answer)]
    assert ask_rerank(ModelEndpoint(host.address + "/rerank"), "q", ["a", "b", "c"], HERE) == [
        1,
        2,
        0,
    ]
    assert "Authorization" not in host.asked[0].headers
    assert json.loads(host.asked[0].body)["texts"] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "answer",
    [
        [{"index": 0, "score": 0.9}],
        [{"index": 0, "score": 1}, {"index": 0, "score": 1}],
        [{"index": 0, "score": 1}, {"index": 2, "score": 1}],
        [{"index": 0, "score": float("nan")}, {"index": 1, "score": 1}],
        [{"index": 0}, {"index": 1}],
        {"error": "overloaded"},
        ["x", "y"],
        None,
    ],
)
def test_a_rerank_that_does_not_score_each_text_once_is_refused(
    host: HttpServer, answer: object
) -> None:
    host.planned = [planned(answer)]
    with pytest.raises(DeliveryError) as caught:
        ask_rerank(ModelEndpoint(host.address), "q", ["a", "b"], HERE)
    assert caught.value.message.code == "notify.endpoint_answer_unreadable"


def test_what_may_pass_by_itself_is_asked_again(host: HttpServer) -> None:
    host.planned = [planned({}, 503), planned({}, 429), chat_says("ja")]
    assert ask_chat(endpoint(host), [], HERE) == "ja"
    assert len(host.asked) == TRIES == 3


def test_it_gives_up_after_some_tries_and_at_once_where_none_would_help(host: HttpServer) -> None:
    host.planned = [planned({}, 500)] * 9
    with pytest.raises(DeliveryError) as caught:
        ask_chat(endpoint(host), [], HERE)
    assert (caught.value.message.params["status"], len(host.asked)) == (500, TRIES)
    host.asked.clear()
    host.planned = [planned({"error": KEY}, 401)]
    with pytest.raises(DeliveryError) as caught:
        ask_chat(endpoint(host), [], HERE)
    assert (caught.value.message.params["status"], len(host.asked)) == (401, 1)
    assert KEY not in f"{caught.value} {caught.value.message.params} {endpoint(host)!r}"


def test_a_host_that_does_not_answer_in_time_is_left(host: HttpServer) -> None:
    host.planned = [Planned(seconds=30.0)] * 3
    with pytest.raises(DeliveryError) as caught:
        ask_chat(endpoint(host, seconds=0.2), [], HERE)
    assert caught.value.message.code == "notify.endpoint_timed_out"


@pytest.mark.parametrize("content", [b"<html>", b"", b'{"choices": []}', b"[1]", b"null"])
def test_an_answer_in_another_form_is_unreadable(host: HttpServer, content: bytes) -> None:
    host.planned = [Planned(content=content)]
    with pytest.raises(DeliveryError) as caught:
        ask_chat(endpoint(host), [], HERE)
    assert caught.value.message.code == "notify.endpoint_answer_unreadable"


def test_embeddings_come_in_the_order_of_the_texts(host: HttpServer) -> None:
    rows = [{"index": 1, "embedding": [0, 1]}, {"index": 0, "embedding": [0.5, 2]}]
    host.planned = [planned({}, 503), planned({"data": rows})]
    at = ModelEndpoint(f"{host.address}/v1/embeddings", "bge-m3", KEY)
    assert ask_embeddings(at, ["轴承", "检测"], HERE) == [[0.5, 2.0], [0.0, 1.0]]
    body = json.loads(host.asked[-1].body)
    assert (body["model"], body["input"]) == ("bge-m3", ["轴承", "检测"])
    assert host.asked[-1].headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "rows",
    [
        [{"index": 0, "embedding": [1, 2]}],
        [{"index": 0, "embedding": [1, 2]}, {"index": 0, "embedding": [1, 2]}],
        [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [1, 2, 3]}],
        [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": "AAAA"}],
        [{"index": 0, "embedding": [1, 2]}, {"index": 1}],
        [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [10**400, 2]}],
        None,
    ],
)
def test_embeddings_that_do_not_match_the_texts_are_refused(host: HttpServer, rows: object) -> None:
    host.planned = [planned({"data": rows})]
    with pytest.raises(DeliveryError) as caught:
        ask_embeddings(ModelEndpoint(host.address), ["轴承", "检测"], HERE)
    assert caught.value.message.code == "notify.endpoint_answer_unreadable"


def test_an_embedding_model_is_told_apart_by_name_and_prefixes() -> None:
    given = {
        "DUIJIE_EMBEDDING_URL": "http://127.0.0.1:8080/v1",
        "DUIJIE_EMBEDDING_MODEL": "e5-large",
        "DUIJIE_EMBEDDING_KEY": KEY,
        "DUIJIE_EMBEDDING_READS_CONFIDENTIAL": "1",
    }
    plain = read_model_endpoints(given)
    told = read_model_endpoints(given | {"DUIJIE_EMBEDDING_QUERY_PREFIX": "query: "}).embedding
    assert plain.embedding
    assert told
    assert told.at.url == "http://127.0.0.1:8080/v1/embeddings"
    assert told.query_prefix == "query: "
    assert told.version != plain.embedding.version
    assert plain.embedding.version.startswith("e5-large ")
    long = given | {"DUIJIE_EMBEDDING_MODEL": "m" * 300}
    # as much as a run keeps of it
    assert len(read_model_endpoints(long).embedding.version) <= 100  # type: ignore[union-attr] # named
    # it puts nothing in order
    assert (plain.name, plain.reads_confidential) == ("", False)
    assert KEY not in repr(plain)


def test_no_model_is_named_unless_the_environment_does() -> None:
    none = read_model_endpoints({})
    assert (none.chat, none.rerank, none.name, none.reads_confidential) == (None, None, "", False)


def test_addresses_are_completed_and_named() -> None:
    told = read_model_endpoints(
        {
            "DUIJIE_CHAT_URL": "http://127.0.0.1:11434/v1/",
            "DUIJIE_CHAT_MODEL": "qwen3",
            "DUIJIE_CHAT_KEY": KEY,
            "DUIJIE_RERANK_URL": "https://tei.example/rerank",
            "DUIJIE_MODELS_READ_CONFIDENTIAL": "1",
        }
    )
    assert told.chat
    assert told.rerank
    assert told.chat.url == "http://127.0.0.1:11434/v1/chat/completions"
    assert told.rerank.url == "https://tei.example/rerank"
    assert told.name == "https://tei.example/rerank + qwen3"
    assert told.reads_confidential
    assert KEY not in repr(told)


@pytest.mark.parametrize(
    "given",
    [
        {"DUIJIE_CHAT_URL": "http://h/v1"},
        {"DUIJIE_EMBEDDING_URL": "http://h/v1", "DUIJIE_EMBEDDING_READS_CONFIDENTIAL": "1"},
        {"DUIJIE_EMBEDDING_URL": "http://h/v1", "DUIJIE_EMBEDDING_MODEL": "bge-m3"},
        {"DUIJIE_RERANK_URL": "ftp://h/rerank"},
        {"DUIJIE_RERANK_URL": "h/rerank"},
        {"DUIJIE_RERANK_URL": "http://h:port/"},
        {"DUIJIE_RERANK_URL": f"http://me:{KEY}@h/rerank"},
    ],
)
def test_half_an_endpoint_stops_the_start_without_telling_the_key(given: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        read_model_endpoints(given | {"DUIJIE_CHAT_KEY": KEY})
    assert KEY not in str(caught.value)
