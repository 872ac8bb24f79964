"""HTTP bodies: what they are said to be, and how values get into them."""

from __future__ import annotations

import json
import tempfile
import urllib.parse
from pathlib import Path
from xml.etree import ElementTree

import pytest
from test_notifiers import run_of

from draftsman.activities.bodies import encoded
from draftsman.activities.http import http
from draftsman.utils import FunctionalException

HOSTILE = 'a"b\\c&d=<e>é'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"code": "{{flow.value}}"}', "application/json"),
        ("[{{flow.value}}]", "application/json"),
        ("code={{flow.value}}&kind=open", "application/x-www-form-urlencoded"),
        ("<garage>{{flow.value}}</garage>", "application/xml; charset=utf-8"),
        ("{{ flow.value }} is open", "text/plain; charset=utf-8"),
        ("{% if flow.value %}open{% endif %}", "text/plain; charset=utf-8"),
        ("Garage a = b", "text/plain; charset=utf-8"),
    ],
)
def test_a_body_without_a_content_type_gets_the_one_that_it_looks_like(body, content_type):
    assert encoded(body, {}, run_of(value="PAR"))[1] == {"Content-Type": content_type}


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.json", "application/json"),
        ("a.html", "text/html; charset=utf-8"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.md", "text/markdown; charset=utf-8"),
        ("a.txt", "text/plain; charset=utf-8"),
    ],
)
def test_a_template_file_says_by_its_name_what_it_is(name, content_type):
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder, name)
        template.write_text("open")
        assert encoded(template, {}, run_of())[1] == {"Content-Type": content_type}


def test_a_content_type_of_the_model_stays_however_it_is_spelled():
    headers = {"CONTENT-type": "application/vnd.garage+json", "x": "1"}
    assert encoded('"{{flow.value}}"', headers, run_of(value='"')) == (b'"\\""', headers)


@pytest.mark.parametrize(
    ("content_type", "body", "read"),
    [
        ("application/json", '{"a": "{{flow.value}}"}', lambda text: json.loads(text)["a"]),
        ("application/x-amz-json-1.1", '{"a": "{{flow.value}}"}', lambda text: json.loads(text)["a"]),
        ("text/plain", '{"a": "{{flow.value}}"}', lambda text: json.loads(text)["a"]),
        ("application/x-www-form-urlencoded", "a={{flow.value}}&b=1", lambda text: urllib.parse.parse_qs(text)["a"][0]),
        ("application/xml", '<a b="{{flow.value}}"/>', lambda text: ElementTree.fromstring(text).attrib["b"]),
        ("application/soap+xml", "<a>{{flow.value}}</a>", lambda text: ElementTree.fromstring(text).text),
        ("text/plain", "{{flow.value}}", lambda text: text),
    ],
)
def test_a_value_cannot_leave_its_place(content_type, body, read):
    data, _ = encoded(body, {"content-type": content_type}, run_of(value=HOSTILE))
    assert read(data.decode()) == HOSTILE


def test_markup_that_is_marked_as_safe_goes_in_as_it_is():
    data, _ = encoded("<a>{{ flow.value | safe }}</a>", {}, run_of(value="<b/>"))
    assert data == b"<a><b/></a>"


def test_the_charset_of_the_content_type_is_the_one_of_the_bytes():
    headers = {"content-type": "text/plain; charset=iso-8859-1"}
    assert encoded("é", headers, run_of())[0] == b"\xe9"
    with pytest.raises(FunctionalException, match="cannot be sent as text/plain; charset=iso-8859-1"):
        encoded("€", headers, run_of())
    with pytest.raises(FunctionalException, match="unknown encoding"):
        encoded("a", {"content-type": "text/plain; charset=none"}, run_of())


def test_a_request_arrives_with_its_content_type_and_one_without_a_body_has_none(web):
    http(method="POST", url=web.url, body='{"a": 1}')(run_of())
    http(method="GET", url=web.url)(run_of())

    (_, _, first, body), (_, _, second, empty) = web.requests
    assert (first["content-type"], body) == ("application/json", '{"a": 1}')
    assert ("content-type" in second, empty) == (False, "")
