"""Webhooks: sent once to an address that was checked; what is known of it is told."""

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.runtime import webhooks
from bot.runtime.calls import Late
from bot.runtime.jobs import Hooks, Job
from bot.runtime.webhooks import Checked
from tests.incidents import receiving

BODY = b'{"id":"x"}'


async def sent(url, *, internal=False, loopback=True, seconds=2.0):
    checked = Checked(internal=internal, loopback=loopback)
    return await webhooks.post(url, BODY, {}, resolver=checked, timeout=seconds)


@pytest.fixture
def names(monkeypatch):
    """Answer for names as each test says: one list of addresses for each asking."""
    known, asked = {}, []
    real = socket.getaddrinfo

    def look(host, port, *args, **more):
        asked.append(host)
        if host not in known:
            return real(host, port, *args, **more)
        answers = known[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        kinds = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [
            (kinds[ipaddress.ip_address(one).version], socket.SOCK_STREAM, 6, "",
             (one, port) if ":" not in one else (one, port, 0, 0))
            for one in found
        ]  # fmt: skip

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return SimpleNamespace(known=known, asked=asked)


def test_it_is_signed_as_the_standard_says():
    """The standard's own example, which its libraries are tested with."""
    key = webhooks.base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    said = webhooks.signature(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", '{"test": 2432232314}', key
    )
    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_read_in_both_spellings(monkeypatch):
    monkeypatch.setenv("PLAIN", " a secret \n")
    monkeypatch.setenv("CODED", receiving.SECRET)
    monkeypatch.setenv("BROKEN", "whsec_?")
    assert webhooks._secret("PLAIN") == b"a secret"
    assert webhooks._secret("CODED") == b"the secret of the tests"
    for name, sentence in (("BROKEN", "no base64"), ("ABSENT", "is not set")):
        with pytest.raises(webhooks.Unsigned, match=sentence):
            webhooks._secret(name)


async def test_what_is_answered_is_read_up_to_a_bound_and_no_further():
    async with receiving.receiver(body=b"x" * 10**7) as hook:
        assert (await sent(hook.url)).outcome == "done"


async def test_a_status_that_came_stands_though_the_rest_did_not():
    async def half(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nx")
        await writer.drain()
        writer.transport.abort()

    server = await asyncio.start_server(half, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        ended = await sent(f"http://127.0.0.1:{port}/")
    assert (ended.outcome, ended.answered) == ("done", 200)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/", "http://[::1]:{port}/", "http://localhost:{port}/",
        "https://127.0.0.1/", "https://10.0.0.1/", "https://192.168.0.1/",
        "https://169.254.169.254/", "https://[fe80::1]/", "https://[::ffff:7f00:1]/",
        "https://[::ffff:169.254.169.254]/", "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/", "https://0.0.0.0/", "https://[::]/",
        "https://127.1/", "https://2130706433/", "https://0x7f000001/",
        "https://0177.0.0.1/", "https://127.0.0.1./", "https://localhost/",
        "https://100.100.100.200/", "https://224.0.0.1/",
    ],
)  # fmt: skip
async def test_where_nothing_may_be_sent_nothing_is(url):
    async with receiving.receiver() as hook:
        port = hook.url.split(":")[2].partition("/")[0]
        ended = await sent(url.format(port=port), loopback=False)
    assert ended.outcome == "failed"
    assert hook.calls == []


async def test_the_metadata_of_a_cloud_is_never_called_not_even_internally():
    for url in ("https://169.254.169.254/", "https://[fd00:ec2::254]/"):
        ended = await sent(url, internal=True)
        assert "no address that anything may be sent to" in ended.why


@pytest.mark.parametrize("also", [["10.0.0.1"], ["169.254.169.254"], ["::1"]])
async def test_a_name_with_one_bad_address_is_not_called_at_all(names, also):
    names.known["auth.example.com"] = [["93.184.216.34", *also]]
    ended = await sent("https://auth.example.com/", loopback=False)
    assert ended.outcome == "failed"
    assert also[0] in ended.why


async def test_a_name_that_is_another_a_moment_later_is_asked_once(names):
    """What was looked at is what is connected to: no second answer is asked for."""
    async with receiving.receiver() as hook:
        names.known["auth.example.com"] = [["127.0.0.1"], ["169.254.169.254"]]
        url = hook.url.replace("127.0.0.1", "auth.example.com")
        ended = await sent(url)
        assert ended.outcome == "done"
        assert names.asked.count("auth.example.com") == 1
        ended = await sent(url)
        assert "169.254.169.254" in ended.why
        assert len(hook.calls) == 1


async def test_a_redirect_is_not_followed(names):
    names.known["metadata.example"] = [["169.254.169.254"]]
    where = {"Location": "http://metadata.example/latest/"}
    async with receiving.receiver(status=302, headers=where) as hook:
        ended = await sent(hook.url)
    assert (ended.outcome, ended.answered) == ("failed", 302)
    assert "metadata.example" not in names.asked


async def test_a_name_that_nobody_has_is_a_failure(names, monkeypatch):
    def nobody(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    ended = await sent("https://auth.example.com/")
    assert (ended.outcome, ended.why) == ("failed", "its host has no address")


async def test_a_connection_that_never_comes_is_a_failure(monkeypatch):
    """A listener whose queue is full takes no connection: nothing was sent."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = []
        for _ in range(3):
            one = socket.socket()
            one.settimeout(0)
            one.connect_ex(full.getsockname())
            waiting.append(one)
        ended = await sent(f"http://127.0.0.1:{full.getsockname()[1]}/", seconds=0.5)
        for one in waiting:
            one.close()
    assert ended.outcome == "failed"
    assert "could not be reached within" in ended.why


async def test_a_certificate_that_nobody_vouches_for_is_a_failure(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begin = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = tmp_path / "server.pem"
    file.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, *plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    heard = []
    server = await asyncio.start_server(
        lambda r, _: heard.append(r), "127.0.0.1", 0, ssl=context
    )
    async with server:
        port = server.sockets[0].getsockname()[1]
        ended = await sent(f"https://127.0.0.1:{port}/")
    assert (ended.outcome, heard) == ("failed", [])
    assert "certificate" in ended.why


def job(hook, *, unknown=False, left=9.0, url=None):
    wanted = {"url": hook.url if url is None else url, "secret": receiving.VARIABLE}
    wanted |= {"internal": False, "id": "x", "body": "{}"}
    wanted["then"] = {"verb": "v", "args": {"run": "r"}}
    until = webhooks.time.time() + left
    row = SimpleNamespace(unknown=unknown, lease_until=until, detail={})
    return Job(row=row, shown=wanted, slack=None, hooks=Hooks(loopback=True))


async def test_a_lease_that_ends_too_soon_begins_no_call(monkeypatch):
    monkeypatch.setenv(receiving.VARIABLE, receiving.SECRET)
    async with receiving.receiver() as hook:
        with pytest.raises(Late):
            await webhooks.webhook(job(hook, left=0.2))
        assert hook.calls == []


async def test_no_call_outlasts_its_lease(monkeypatch):
    monkeypatch.setenv(receiving.VARIABLE, receiving.SECRET)
    async with receiving.receiver(how="silent") as hook:
        made = job(hook, left=1.5)
        result = await webhooks.webhook(made)
        assert webhooks.time.time() < made.row.lease_until
    assert result.then["args"]["outcome"] == "unknown"
    assert result.then["args"]["run"] == "r"


async def test_what_may_have_been_sent_and_what_has_no_address_is_not_sent(monkeypatch):
    monkeypatch.setenv(receiving.VARIABLE, receiving.SECRET)
    async with receiving.receiver() as hook:
        doubt = await webhooks.webhook(job(hook, unknown=True))
        gone = await webhooks.webhook(job(hook, url=""))
        assert hook.calls == []
    assert doubt.then["args"]["outcome"] == "unknown"
    assert gone.then["args"]["outcome"] == "failed"
