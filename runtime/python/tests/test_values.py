"""Items, documents, types, changes, and the comparison of unit tests."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from desk import Opened, Visit, Visited, flows, garage

from draftsman.aggregate import Aggregate
from draftsman.changes import combined
from draftsman.documents.document import Document
from draftsman.documents.items import Item, plain
from draftsman.fields import coerce
from draftsman.flows import Flow, FlowContext, emit, rendered, run_code
from draftsman.storage.attributes import from_attribute, to_attribute
from draftsman.testing import Case, CaseFailed, check
from draftsman.triggers import Trigger
from draftsman.utils import FunctionalException
from draftsman.ViewStoreApi import Query


def test_an_item_is_read_in_every_way_that_models_use():
    item = Item({"name": "kim", "roles": [{"id": 1}], "items": ["a"], "get": "it"})

    assert (item.name, item["name"], item.roles[0].id) == ("kim", "kim", 1)
    assert item.items == ["a"]
    assert item.get == "it"
    item.items = ["b"]
    item.items.append("c")
    assert item["items"] == ["b", "c"]
    assert json.loads(json.dumps(item))["items"] == ["b", "c"]
    assert dict(item.items()) == item == copy.copy(item)
    del item["items"]
    assert dict(item.items())["name"] == "kim"
    assert "name" in item
    assert json.loads(json.dumps(plain(item)))["roles"] == [{"id": 1}]
    with pytest.raises(AttributeError, match="there is no 'age'"):
        _ = item.age


def test_copies_of_items_share_nothing():
    item = Item({"a": {"b": [{"c": 1}]}})
    other = copy.deepcopy(item)
    other.a.b[0].c = 2

    assert item.a.b[0].c == 1
    assert isinstance(other.a.b[0], Item)


def test_a_collection_of_a_document_has_keys_and_methods():
    document = Document({"spots": {"items": {"n": 1}}, "isDeleted": ""}, frozenset({"spots"}))
    document.spots["12"] = {"n": 2}

    assert [(key, item.n) for key, item in document.spots.items()] == [("items", 1), ("12", 2)]
    document.spots = {}
    assert list(document.spots.values()) == []


@pytest.mark.parametrize(
    ("value", "kind", "result"),
    [
        ("12", "Int", 12),
        (12.0, "Int", 12),
        (Decimal("2"), "Int", 2),
        ("1.5", "Float", 1.5),
        (1, "Float", 1.0),
        ("True", "Boolean", True),
        ("false", "Boolean", False),
        (True, "String", "true"),
        (5, "String", "5"),
        ("a, b", "StringList", ["a", "b"]),
        ('["a", 1]', "StringList", ["a", "1"]),
        (("a",), "StringList", ["a"]),
    ],
)
def test_values_become_the_type_of_their_field(value, kind, result):
    converted = coerce(value, kind)
    assert converted == result
    assert type(converted) is type(result)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("x", "Int"),
        (1.5, "Int"),
        ("nan", "Float"),
        (None, "Float"),
        ("yes", "Boolean"),
        (2, "Boolean"),
        (1, "StringList"),
    ],
)
def test_what_has_no_such_type_is_named(value, kind):
    with pytest.raises(ValueError, match=f"is no {kind}"):
        coerce(value, kind)


def test_an_event_drops_strangers_and_fills_gaps():
    data = Opened.make({"code": 7, "other": 1, "spots": [{"number": "12", "x": 1}, {"number": 3, "rate": "4"}]})

    assert data == {"code": "7", "title": "", "spots": [{"number": "12", "rate": 2.5}, {"number": "3", "rate": 4.0}]}


@pytest.mark.parametrize("spots", [{"number": "12"}, "12", 5])
def test_a_collection_has_to_be_a_list(spots):
    with pytest.raises(FunctionalException, match=r"Opened\.spots needs a list of items"):
        Opened.make({"spots": spots})


def test_a_value_of_the_wrong_type_is_named_with_its_place():
    with pytest.raises(FunctionalException, match=r"Opened\.spots\.rate: 'x' is no Float"):
        Opened.make({"spots": [{"number": "12", "rate": "x"}]})


@pytest.mark.parametrize(
    ("operand", "present", "value", "result"),
    [
        ("set", 1, 2, 2),
        ("add", 1, 2, 3),
        ("subtract", 1.5, 1, 0.5),
        ("add", "a", "b", "ab"),
        ("add", ["a"], "a", ["a", "a"]),
        ("add", ["a"], ["b", "c"], ["a", "b", "c"]),
        ("subtract", ["a", "b", "a"], "a", ["b"]),
        ("add", None, 2, 2),
    ],
)
def test_operands_do_what_the_table_says(operand, present, value, result):
    assert combined(operand, present, value) == result


def test_texts_of_exceptions_evaluate_what_they_can():
    flow = FlowContext({"a": 1, "b": {"c": "x"}}, "kim")
    assert rendered("{flow.a + 1} {flow.b['c']} {flow.z} {not python} {} {flow.requestor}", flow) == (
        "2 x {flow.z} {not python} {} kim"
    )


def test_only_variables_are_in_the_dictionary_of_a_flow():
    flow = FlowContext({"a": 1}, "kim")
    flow.entity, flow.identity, flow.b = {"x": 1}, "PAR", 2
    assert flow.__dict__ == {"a": 1, "b": 2}


@pytest.mark.parametrize("value", [None, True, 0, -12, 1.5, "text", b"bytes", [1, ["a"]], {"a": {"b": [None]}}])
def test_values_survive_dynamodb(value):
    assert from_attribute(to_attribute(value)) == value


def set_time(self, event, retrieve_nested_target):
    self.title = datetime.now(UTC)


clock = Aggregate(sub_domain="Parking", name="Clock", fields={"title": "String"}, changes={Visited: set_time})


def case(**changes) -> Case:
    settings = {
        "flow": flows["Visit"],
        "name": "HappyFlow",
        "file": "Visit.xml",
        "line": 3,
        "trigger": "Visit",
        "inputs": {"code": "PAR", "count": "2"},
        "state": {"visits": "4", "spots": {"12": {"number": "12", "rate": "1"}}},
        "events": [("Visited", {"count": "2"})],
        "expected_state": {"visits": "6", "spots": {"12": {"rate": 1}}},
        "expected_key": "PAR",
    }
    return Case(**{**settings, **changes})


def test_a_case_compares_by_type_and_only_what_is_listed():
    assert check(case()) == []


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"events": [("Visited", {"count": 1})]},
            "expected event Visited with count = 1\ngot            Visited with count = 2",
        ),
        ({"events": [("Opened", {})]}, 'expected event Opened\ngot      Visited {"count": 2, "label": "test-user"}'),
        ({"expected_state": {"visits": 5}}, "expected state visits = 5\ngot            visits = 6"),
        ({"expected_state": {"spots": {"3": {}}}}, "expected state spots.3 = {}\ngot            spots.3 = nothing"),
        ({"expected_key": "SQU"}, "expected key SQU\ngot          PAR"),
        ({"expects": "error"}, 'expected an error\ngot      Visited {"count": 2, "label": "test-user"}'),
        (
            {"inputs": {"code": "PAR", "count": 0}},
            "expected success\ngot      0 visits to PAR are none of {flow.unknown}",
        ),
        ({"inputs": {"code": "PAR", "count": -1}}, "expected success\ngot      KeyError: 'a bug'"),
        ({"state": {"isDeleted": "soft"}}, "expected success\ngot      Garage PAR is deleted"),
        ({"trigger": "Nothing"}, "expected a trigger Nothing\ngot      none of that name"),
    ],
)
def test_a_case_that_fails_shows_what_was_expected_and_what_came(changes, text):
    with pytest.raises(CaseFailed) as failure:
        check(case(**changes))
    assert str(failure.value) == text


def test_events_are_matched_in_any_order_and_each_once():
    twice = case(events=[("Visited", {"count": 2}), ("Visited", {"count": 2})])
    with pytest.raises(CaseFailed, match="expected event Visited\ngot      no event"):
        check(twice)


def test_a_document_that_cannot_be_stored_fails_its_case():
    flow = Flow("Now", clock, [Trigger(Visit, key="code", variables={})], [emit(Visited, {})])
    with pytest.raises(CaseFailed, match="datetime is not JSON serializable"):
        check(case(flow=flow, state=None, expected_state=None))


def test_surplus_events_and_technical_failures_are_mentioned():
    (surplus,) = check(case(events=[]))
    assert surplus == 'emitted without being expected: Visited {"count": 2, "label": "test-user"}'
    (technical,) = check(case(inputs={"code": "PAR", "count": -1}, expects="error"))
    assert technical == "a technical exception counts as the expected error: KeyError: 'a bug'"


class Refused(Exception):
    """An exception that a model defines for itself."""


@pytest.mark.parametrize("error", [Exception("no"), Refused("no"), ValueError("no"), FunctionalException("no")])
def test_an_expected_error_that_code_raises_on_purpose_is_no_warning(error):
    def refuse(flow):
        raise error

    flow = Flow("Refuse", clock, [Trigger(Visit, key="code", variables={})], [run_code(refuse)])
    assert check(case(flow=flow, expects="error")) == []


def test_a_hard_deleted_state_counts_as_none():
    assert check(case(state={"isDeleted": "hard", "visits": 4}, expected_state={"visits": 2, "version": 1})) == []
    assert garage.document({"x": 1}).x == 1


def test_the_view_store_is_empty_in_unit_tests_and_each_view_that_was_asked_for_is_mentioned_once():
    found, deployed = [], Query.run

    def ask(flow):
        found.append(Query("Garage").get_item("PAR").run())
        found.append(Query("Garage").get_items("P").equals("title", "x").run())
        found.append(Query("Visit").get_items().run())

    visit = flows["Visit"]
    flow = Flow("Ask", garage, visit.triggers, [run_code(ask), *visit.processors])
    notes = check(case(flow=flow))

    assert found == [None, [], []]
    assert notes == [
        "the view store is empty in unit tests, so the query of Garage found nothing",
        "the view store is empty in unit tests, so the query of Visit found nothing",
    ]
    assert Query.run is deployed
