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
