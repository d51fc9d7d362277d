"""One document: attributes, text of records, the page for notebooks."""

import datetime
import html.parser

import gongkai
import pytest
from conftest import SAMPLES

PIPES = SAMPLES / "annual-report" / "form-2021-pipes.txt"


def test_attributes_are_the_columns_of_documents():
    document = gongkai.read_one(PIPES)
    assert document.title == "松坪区交通运输局2021年政府信息公开工作年度报告"
    assert (document.issuer, document.region, document.year) == ("松坪区交通运输局", "松坪区", 2021)
    assert document.period_end == datetime.date(2021, 12, 31)
    assert document.signed_date == datetime.date(2022, 1, 14)
    assert (document.form, document.status, document.reason) == ("form-2021", "ok", None)
    assert document.identity["n_facts"] == document.n_facts == len(document.facts)
    assert set(document.tables) == set(gongkai.schema())
    assert "issuer" in dir(document) and "facts" in dir(document)
    with pytest.raises(AttributeError, match="`nonsense`"):
        document.nonsense


def test_records_lead_back_to_the_text():
    document = gongkai.read_one(PIPES)
    rows = [row for row in document.facts.to_pylist() if row["indicator"] == "requests.new"]
    total = next(row for row in rows if row["applicant"] == "total" and row["source"] == "table")
    assert document[total] == "65"
    assert document.text.split("\n")[total["line"] - 1].startswith("| 一、本年新收")
    with pytest.raises(KeyError):
        document[{"span_start": 0}]
    with pytest.raises(KeyError):
        document[{"span_start": 1, "span_end": 10**9}]


def test_a_name_decides_where_the_bytes_do_not():
    content = "<p>收到申请3件。</p>".encode()
    assert gongkai.read_one(("a.html", content)).media_type == "text/html"


def test_a_rejected_document_is_a_document():
    document = gongkai.read_one(b"")
    assert (document.status, document.text, len(document.facts)) == ("rejected", "", 0)
    assert "文件为空" in document._repr_html_()


class Shown(html.parser.HTMLParser):
    """Tags, marks and the text of a fragment."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.marks, self.open, self.pre = set(), [], [], ""
        self.feed(source)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.open.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        tag, attributes = self.open[-1]
        if tag == "mark":
            self.marks.append((data, attributes.get("title")))
        if any(tag == "pre" for tag, _ in self.open):
            self.pre += data


def test_the_page_shows_the_text_and_what_was_read():
    document = gongkai.read_one(PIPES)
    shown = Shown(document._repr_html_())
    assert shown.pre == document.text
    assert ("65", "requests.new/total = 65") in shown.marks
    assert ("勾稽相符 186", None) in shown.marks
    assert ("87.6", "proactive.fees.amount = 87.6") in shown.marks


def test_the_page_says_what_fails():
    wrong = gongkai.read_one(SAMPLES / "annual-report" / "stat-2014-wrong-total.txt")
    assert "✗ 第 51 行：申请答复数应等于各类答复数之和" in wrong._repr_html_()


def test_what_a_document_says_is_only_text():
    evil = "<script>alert(1)</script>\"'&收到<img src=x onerror=alert(1)>申请3件。</pre></div>"
    document = gongkai.read_one((evil, evil.encode()))
    shown = Shown(document._repr_html_())
    assert shown.tags == {"div", "pre", "mark"}
    assert shown.pre == document.text == evil


def test_a_long_text_is_cut_at_a_line_and_says_so():
    document = gongkai.read_one(("一行文字。\n" * 40_000).encode())
    page = document._repr_html_()
    assert len(page) < 500_000 + 200_000 and "字节未显示" in page
    assert document.text.startswith(Shown(page).pre)
