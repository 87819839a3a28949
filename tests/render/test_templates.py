"""Templates of a cloned project are data: what they may do, and what each attempt at more ends in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import company
from tests.company import Done, command, write

SOA = "templates/soa.html.j2"
PAGE = '{% extends "layouts/page.html.j2" %}\n{% block body %}\n<h2>Own</h2>\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small project, with a secret beside it."""
    (tmp_path / "secret.txt").write_text("root:x:0:0")
    (tmp_path / "secret.png").write_bytes(b"\x89PNG secret")
    return company.copy_base(tmp_path / "project")


def build(root: Path, *documents: str, forms: tuple[str, ...] = ("html",)) -> Done:
    chosen = [word for form in forms for word in ("--format", form)]
    return command("build", *documents, "--project", root, "-q", *chosen)


def body(root: Path, text: str) -> None:
    write(root, SOA, f"{PAGE}{text}\n{{% endblock %}}\n")


def refused(root: Path, code: str, at: str = f"{SOA}:4:1") -> str:
    """The build leaves the one document out, names the place, and makes the others."""
    done = build(root)
    assert done.code == 1, done.err
    assert f"error[{code}]" in done.err, done.err
    assert f"--> {at}" in done.err, done.err
    assert done.err.count("error[") == 1, done.err
    assert "Traceback" not in done.err
    assert not (root / "output" / "soa.html").exists()
    assert (root / "output" / "subprocessors.html").exists()
    assert (root / "output" / "policies" / "information-security.html").exists()
    everything = "".join(path.read_text() for path in (root / "output").rglob("*") if path.is_file())
    assert "root:x:0:0" not in everything + done.err
    return done.err


def test_a_template_of_the_project_replaces_the_products(root: Path) -> None:
    body(root, "<p>Hello</p>")
    assert build(root, "soa").code == 0
    assert "<p>Hello</p>" in (root / "output" / "soa.html").read_text()


def test_one_block_of_the_products_template_can_be_changed(root: Path) -> None:
    write(
        root,
        SOA,
        '{% extends "product/soa.html.j2" %}\n{% block closing %}<p>Ask the CISO.</p>{{ super() }}{% endblock %}\n',
    )
    assert build(root, "soa").code == 0
    text = (root / "output" / "soa.html").read_text()
    assert "<p>Ask the CISO.</p>" in text
    assert "Controls that are excluded" in text
    assert "Open points" in text


def test_a_part_of_the_project_can_be_included(root: Path) -> None:
    body(root, '{% include "parts/note.html.j2" %}')
    write(root, "templates/parts/note.html.j2", "<p>A part, {{ cover.company }}</p>")
    assert build(root, "soa").code == 0
    assert "<p>A part, Lillevik AS</p>" in (root / "output" / "soa.html").read_text()


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__.__mro__",
        "view.__init__.__globals__",
        "view.__class__",
        "view['__class__']",
        "view|attr('__class__')",
        "document.view.__globals__",
        "document.view.__code__",
        "bars.__globals__",
        "cover.company.__html__.__func__",
        "lipsum.__globals__",
        "cycler.__init__.__globals__.os",
        "self.__init__.__globals__",
        "''.format.__self__.__class__",
        "'{0.__class__}'.format(view)",
        "'{0.__class__.__init__.__globals__}'|format(view)",
    ],
)
def test_private_attributes_are_out_of_reach(root: Path, expression: str) -> None:
    body(root, f"<p>{{{{ {expression} }}}}</p>")
    done = build(root, "soa")
    path = root / "output" / "soa.html"
    if done.code == 0:  # what is only printed must have become harmless
        text = path.read_text()
        assert not any(word in text for word in ("&lt;class", "&lt;function", "__builtins__", "mappingproxy")), text
    else:
        assert done.code == 1
        assert "error[template-" in done.err, done.err
        assert f"{SOA}:4:1" in done.err


@pytest.mark.parametrize(
    "statement", ["{% do view.open_points.append(1) %}", "{% import os %}", "{% set x = open('/etc/passwd') %}{{ x }}"]
)
def test_statements_of_python_are_unknown(root: Path, statement: str) -> None:
    body(root, statement)
    done = build(root, "soa")
    assert done.code == 1
    assert "error[template-" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "/etc/passwd",
        "../secret.txt",
        "../../secret.txt",
        "product/../../../etc/passwd",
        "layouts/../render.py",
        "secret.txt",
    ],
)
@pytest.mark.parametrize("how", ["include", "import", "extends"])
def test_files_outside_are_no_templates(root: Path, name: str, how: str) -> None:
    text = {
        "include": '{% include "NAME" %}',
        "import": '{% import "NAME" as x %}{{ x }}',
        "extends": '{% extends "NAME" %}',
    }
    if how == "extends":
        write(root, SOA, "\n\n\n" + text[how].replace("NAME", name))
    else:
        body(root, text[how].replace("NAME", name))
    assert "there is no template" in refused(root, "template-missing")


def test_a_link_out_of_the_templates_is_not_followed(root: Path) -> None:
    body(root, '{% include "link.html.j2" %}')
    os.symlink("../../secret.txt", root / "templates" / "link.html.j2")
    refused(root, "template-missing")


def test_a_linked_folder_in_the_templates_is_not_followed(root: Path) -> None:
    body(root, '{% include "up/secret.txt" %}')
    os.symlink("../..", root / "templates" / "up")
    refused(root, "template-missing")


def test_a_templates_folder_that_leads_out_is_not_used(root: Path, tmp_path: Path) -> None:
    """A clone with ``templates -> /etc`` must not print what stands there."""
    write(tmp_path, "elsewhere/soa.html.j2", PAGE + '{% include "passwd" %}{% endblock %}')
    write(tmp_path, "elsewhere/passwd", "root:x:0:0")
    os.symlink("../elsewhere", root / "templates")
    assert build(root, "soa").code == 0
    text = (root / "output" / "soa.html").read_text()
    assert "root:x" not in text
    assert "Controls that are excluded" in text, "the product's template is used"


def test_an_unknown_name_has_its_line(root: Path) -> None:
    body(root, "<p>Fine</p>\n\n<p>{{ view.colour }}</p>")
    assert "has no `colour`" in refused(root, "template-unknown-name", f"{SOA}:6:1")


def test_a_name_that_is_nearly_right_is_suggested(root: Path) -> None:
    body(root, "<p>{{ view.open_point }}</p>")
    assert "did you mean `open_points`?" in refused(root, "template-unknown-name", f"{SOA}:4:1")
    body(root, "<p>{{ viw.open_points }}</p>")
    assert "nothing is called `viw` here" in refused(root, "template-unknown-name", f"{SOA}:4:1")


def test_a_mistake_in_a_part_has_the_line_of_the_part(root: Path) -> None:
    body(root, '{% include "parts/note.html.j2" %}')
    write(root, "templates/parts/note.html.j2", "<p>A</p>\n<p>{{ nothing }}</p>")
    refused(root, "template-unknown-name", "templates/parts/note.html.j2:2:1")


def test_a_mistake_of_syntax_has_its_line(root: Path) -> None:
    body(root, "<p>{{ view.cover </p>")
    refused(root, "template-syntax")


@pytest.mark.parametrize(
    "text",
    [
        "{{ 1 / 0 }}",
        "{{ cover.company + 1 }}",
        "{{ range(10**9) }}",
        "{{ [][1].x }}",
        "{{ 'x' % 1 % 2 }}",
        "{{ view.cover.as_of.replace(month=13) }}",
    ],
)
def test_a_mistake_of_python_has_its_line(root: Path, text: str) -> None:
    body(root, text)
    done = build(root)
    assert done.code == 1
    assert "error[template-" in done.err
    assert f"--> {SOA}:4:1" in done.err
    assert "Traceback" not in done.err
    assert (root / "output" / "coverage.html").exists()


def test_a_template_that_includes_itself_ends(root: Path) -> None:
    body(root, '{% include "soa.html.j2" %}')
    done = build(root)
    assert (done.code, "Traceback" in done.err) == (1, False)
    assert "error[template-fault]" in done.err


def test_bytes_that_are_no_text(root: Path) -> None:
    (root / "templates").mkdir()
    (root / SOA).write_bytes(b"\xff\xfe{{")
    done = build(root)
    assert (done.code, "Traceback" in done.err) == (1, False)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<form></form>", "<form> is not in the vocabulary"),
        ("<script>alert(1)</script>", "<script> is not in the vocabulary"),
        ("<iframe></iframe>", "<iframe> is not in the vocabulary"),
        ('<link rel="stylesheet" href="https://x.example/a.css">', "<link> is not in the vocabulary"),
        ('<style>p { background: url("https://x.example/a") }</style>', "<style> is not in the vocabulary"),
        ('<base href="https://x.example/">', "<base> is not in the vocabulary"),
        ('<object data="file:///etc/passwd"></object>', "<object> is not in the vocabulary"),
        ('<svg><title>T</title><image href="file:///etc/passwd"></image></svg>', "<image> is not in the vocabulary"),
        ('<svg><title>T</title><use href="file:///etc/passwd#x"></use></svg>', "<use> is not in the vocabulary"),
        ('<svg><title>T</title><rect fill="url(file:///etc/passwd#x)"></rect></svg>', "url()"),
        ('<p style="background: url(file:///etc/passwd)">x</p>', "style"),
        ('<table><colgroup><col style="background: url(//x.example/a)"></colgroup></table>', "url()"),
        ('<p onclick="x()">x</p>', "event handler"),
        ('<p style="color: red">x</p>', "style of its own"),
        ('<meta http-equiv="refresh" content="0;url=https://x.example">', "http-equiv"),
        ('<a href="file:///etc/passwd">x</a>', "file:///etc/passwd"),
        ('<a href="javascript:alert(1)">x</a>', "javascript:"),
        ('<a href="other.html">x</a>', "other.html"),
        ('<a href="//x.example/a">x</a>', "//x.example/a"),
        ('<a href="#nowhere">x</a>', "leads nowhere"),
        ('<a href="https://x.example"><b>x</b></a>', "inside <a>"),
        ("<h4>x</h4>", "follows a heading of level 2"),
        ('<p id="a">x</p><p id="a">y</p>', "stands twice"),
        ("<p>x", "closes nothing"),
        ("<svg></svg>", "<svg> without <title>"),
        ('<p><span opacity="0.5">x</span></p>', "opacity"),
        ('<img src="logo.png">', "alternative text"),
    ],
)
def test_what_formats_would_drop_or_load_is_refused(root: Path, html: str, words: str) -> None:
    body(root, html)
    (root / "logo.png").write_bytes(b"\x89PNG")
    assert words in refused(root, "template-html", f"{SOA}:1:1")


@pytest.mark.parametrize(
    "source",
    [
        "file:///etc/passwd",
        "http://x.example/a.png",
        "https://x.example/a.png",
        "//x.example/a.png",
        "/etc/passwd",
        "../secret.png",
        "link.png",
        "up/secret.png",
        "missing.png",
        "dossier.yaml",
        "a%00.png",
        "data:text/html,x",
        "",
    ],
)
def test_pictures_come_from_the_project_only(root: Path, source: str) -> None:
    os.symlink("../secret.png", root / "link.png")
    os.symlink("..", root / "up")
    body(root, f'<img src="{source}" alt="A picture">')
    refused(root, "template-html", f"{SOA}:1:1")


def test_a_picture_of_the_project_stands_in_the_file(root: Path) -> None:
    """Else the HTML would need its neighbours, and a cached PDF would show an older picture."""
    write(root, "pictures/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>')
    body(root, "<img alt='A' class='x' src='pictures/a.svg'><img src=\"data:image/png;base64,AAAA\" alt=\"B\">")
    assert build(root, "soa").code == 0
    text = (root / "output" / "soa.html").read_text()
    assert 'src="data:image/svg+xml;base64,PHN2' in text
    assert 'src="data:image/png;base64,AAAA"' in text
    assert "pictures/a.svg" not in text


def test_mistakes_in_two_templates_are_both_shown(root: Path) -> None:
    body(root, "{{ nothing }}")
    write(root, "templates/coverage.html.j2", PAGE + "{{ nothing }}{% endblock %}")
    done = build(root)
    assert done.err.count("error[template-unknown-name]") == 2
    assert (root / "output" / "risk-treatment.html").exists()


def test_a_mistake_in_the_template_of_many_subjects_is_shown_once(root: Path) -> None:
    write(
        root,
        "vendors/second.yaml",
        (root / "vendors/fjellsky.yaml").read_text().replace("id: fjellsky", "id: second", 1),
    )
    write(root, "templates/vendor-assessment.html.j2", PAGE + "{{ nothing }}{% endblock %}")
    assert build(root).err.count("error[") == 1
