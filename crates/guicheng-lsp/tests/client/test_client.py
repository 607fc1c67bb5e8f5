"""A real client of the language server protocol (pytest-lsp, over pygls and lsprotocol) drives `guicheng lsp`.

GUICHENG names the program. Run: pip install pytest-lsp && GUICHENG=target/debug/guicheng pytest crates/guicheng-lsp/tests/client
"""

import os
import pathlib
import subprocess

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

GUICHENG = os.environ["GUICHENG"]


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[GUICHENG, "lsp", "--stdio"]))
async def client(lsp_client: LanguageClient):
    about = await lsp_client.initialize_session(
        types.InitializeParams(capabilities=client_capabilities("visual-studio-code"))
    )
    assert about.capabilities.position_encoding == types.PositionEncodingKind.Utf16
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def parking(tmp_path: pathlib.Path):
    subprocess.run([GUICHENG, "new", "parking", "--at", str(tmp_path)], check=True, capture_output=True)
    return tmp_path / "parking" / "parking.toml"


def position(text: str, piece: str) -> types.Position:
    """Where a piece ends, in UTF-16 units."""
    before = text[: text.index(piece) + len(piece)]
    line = before.rsplit("\n", 1)[-1]
    return types.Position(line=before.count("\n"), character=len(line.encode("utf-16-le")) // 2)


async def show(client: LanguageClient, uri: str, text: str):
    item = types.TextDocumentItem(uri=uri, language_id="toml", version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return list(client.diagnostics.get(uri, []))


@pytest.mark.asyncio
async def test_findings_and_quick_fix(client: LanguageClient, parking: pathlib.Path):
    text = parking.read_text("utf-8").replace('[step.reply]\ntitle = "答复"\nwho = "receptionist"', '[step.reply]\ntitle = "答复"\nwho = "recptionist"')
    uri = parking.as_uri()
    found = await show(client, uri, text)
    assert [one.code for one in found] == ["T003"]
    assert found[0].message.startswith("没有叫 `recptionist` 的角色")
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=types.TextDocumentIdentifier(uri=uri),
            range=found[0].range,
            context=types.CodeActionContext(diagnostics=[]),
        )
    )
    assert [action.title for action in actions] == ["改成 `receptionist`"]
    assert actions[0].edit.changes[uri][0].new_text == '"receptionist"'


@pytest.mark.asyncio
async def test_completion_definition_hover_rename(client: LanguageClient, parking: pathlib.Path):
    text = parking.read_text("utf-8")
    uri = parking.as_uri()
    assert await show(client, uri, text) == []
    document = types.TextDocumentIdentifier(uri=uri)
    at = position(text, 'steps = ["receive", "')
    offered = await client.text_document_completion_async(types.CompletionParams(text_document=document, position=at))
    assert "handle" in [item.label for item in offered]
    at = position(text, 'until = "step.rep')
    home = await client.text_document_definition_async(types.DefinitionParams(text_document=document, position=at))
    assert home.uri == uri and home.range.end == position(text, "[step.reply")
    shown = await client.text_document_hover_async(types.HoverParams(text_document=document, position=at))
    assert "答复" in shown.contents.value
    at = position(text, "[step.hand")
    changes = await client.text_document_rename_async(
        types.RenameParams(text_document=document, position=at, new_name="deal")
    )
    tests = (parking.parent / "parking.test.toml").as_uri()
    assert len(changes.changes[uri]) == 2 and len(changes.changes[tests]) == 2


@pytest.mark.asyncio
async def test_inlay_hints(client: LanguageClient, parking: pathlib.Path):
    text = parking.read_text("utf-8")
    uri = parking.as_uri()
    assert await show(client, uri, text) == []
    end = types.Position(line=text.count("\n"), character=0)
    hints = await client.text_document_inlay_hint_async(
        types.InlayHintParams(
            text_document=types.TextDocumentIdentifier(uri=uri),
            range=types.Range(start=types.Position(line=0, character=0), end=end),
        )
    )
    told = {(hint.position.line, hint.position.character): hint.label for hint in hints}
    at = position(text, 'until = "step.reply.done"')
    assert told[(at.line, at.character)] == "答复"
    assert any(label.startswith("现在起算，到 ") for label in told.values())


@pytest.mark.asyncio
async def test_rename_in_callers_and_refusal(client: LanguageClient, parking: pathlib.Path):
    caller = parking.parent.parent / "guest" / "guest.toml"
    caller.parent.mkdir()
    caller.write_text(
        """[procedure]
id = "guest"
title = "访客"
version = 1
[fields]
what = { type = "text", title = "什么事" }
[route.main]
steps = ["park"]
[call.park]
title = "停车"
procedure = "parking"
give = { matter = "what" }
take = { what = "matter" }
""",
        "utf-8",
    )
    text = parking.read_text("utf-8")
    uri = parking.as_uri()
    await show(client, uri, text)
    at = position(text, "\nmatter")
    changes = await client.text_document_rename_async(
        types.RenameParams(text_document=types.TextDocumentIdentifier(uri=uri), position=at, new_name="事由")
    )
    edits = sorted((edit.range.start.line, edit.new_text) for edit in changes.changes[caller.as_uri()])
    assert edits == [(11, '"事由"'), (12, "事由")]
    with pytest.raises(Exception, match="不能作名字"):
        await client.text_document_rename_async(
            types.RenameParams(text_document=types.TextDocumentIdentifier(uri=uri), position=at, new_name="事 由")
        )


@pytest.mark.asyncio
async def test_hover_shows_a_picture(client: LanguageClient, parking: pathlib.Path):
    text = parking.read_text("utf-8")
    uri = parking.as_uri()
    await show(client, uri, text)
    shown = await client.text_document_hover_async(
        types.HoverParams(
            text_document=types.TextDocumentIdentifier(uri=uri), position=position(text, "[route.ma")
        )
    )
    # pytest-lsp speaks as Visual Studio Code, which reads Markdown with marked and shows images.
    assert "](data:image/svg+xml;base64," in shown.contents.value
