"""What looks like a key is refused; what is said of one passes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import secretive
from bot.core.errors import Invalid

# Made up, each in the form that its issuer gives them.
SECRETS = (
    ("-----BEGIN RSA PRIVATE KEY-----", "a PEM file"),
    ("-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNza", "a PEM file"),
    ("-----BEGIN PGP PRIVATE KEY BLOCK-----", "a PEM file"),
    ("xoxb-17653672481-19874698323", "a token of Slack"),
    ("it is xoxp-23984754863-2348975623103", "a token of Slack"),
    ("xapp-1-A111-222-abcdef", "a token of Slack"),
    ("https://hooks.slack.com/services/T0/B0/XXXX", "a hook of Slack"),
    ("AKIAIOSFODNN7EXAMPLE", "an access key of AWS"),
    ("ASIAIOSFODNN7EXAMPLE", "an access key of AWS"),
    ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "a token of GitHub"),
    ("github_pat_11ABCDEFG0abcdefghijklmnop", "a token of GitHub"),
    ("glpat-abcdefghij0123456789", "a token of GitLab"),
    ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "an API key"),
    ("sk-proj-abcdefghijklmnop0123", "an API key"),
    ("whsec_abcdefghijklmnopqrstuvwx", "an API key"),
    ("AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe", "an API key of Google"),
    ("SG.ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbi", "of SendGrid"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx", "a signed token"),
    ("postgres://app:hunter22@db.internal/shop", "an address with a password"),
    ("longwatch-kek-1:abc", "the key file of Longwatch"),
    ("0123456789abcdef0123456789abcdef", "hexadecimal digits"),
    ("de ad be ef de ad be ef de ad be ef de ad be ef", "hexadecimal digits"),
    ("wJalrXUtnFEMI+K7MDENG+bPxRfiCYEXAMPLEKEY", "a long random text"),
    ("key: Zm9vYmFyMTIzNDU2Nzg5MA==", "a long random text"),
    ("a8f5k2j9d7s6h4g3q1w0e9r8t7y6u5i4o3p2", "a long random text"),
)
SAID = (
    "vault, payments/stripe; read by checkout",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/stripe",
    "projects/acme-production-1/secrets/stripe-api-key/versions/12",
    "https://vault.example.com/ui/vault/secrets/kv/show/payments%2Fstripe",
    "https://console.aws.amazon.com/kms#/keys/1234abcd-12ab-34cd-56ef-1234567890ab",
    "SLACK_SIGNING_SECRET, in the environment of every process",
    "Kubernetes secret checkout-stripe-credentials in namespace production",
    "AWS IAM user ci-deploy, key ends in ...MPLE",
    "it was in a public repository since Tuesday, 2026-11-24 09:12 UTC",
    "/etc/ssl/private/wildcard.example.com.key",
    "Donaudampfschifffahrtsgesellschaft",
    "1Password > Operations > Stripe (live)",
    "commit 4f2a91c of shop/checkout",
    "PAYMENTS_STRIPE_SECRET_KEY_PRODUCTION_2026",
    "\N{CJK UNIFIED IDEOGRAPH-91D1}" * 40,
    "",
)


@pytest.mark.parametrize(("text", "what"), SECRETS)
def test_what_looks_like_a_key_is_one(text, what):
    assert what in secretive.secret(text)
    assert what in secretive.secret(f"it is {text} and it was public")


@pytest.mark.parametrize("text", SAID)
def test_what_is_said_of_a_key_passes(text):
    assert secretive.secret(text) == ""
    secretive.refuse("lives", text)


@pytest.mark.parametrize(("text", "what"), SECRETS)
def test_a_refusal_says_why_and_does_not_repeat_it(text, what):
    with pytest.raises(Invalid) as refused:
        secretive.refuse("lives", text)
    assert refused.value.field == "lives"
    said = str(refused.value)
    assert what in said
    assert "nothing was kept" in said
    assert text not in said


@given(st.text(string.ascii_letters + string.digits, min_size=40, max_size=64))
def test_long_random_texts_are_seen_unless_they_repeat_themselves(text):
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    mixed = all(set(text) & set(kind) for kind in kinds)
    if mixed and len(set(text)) > 20:
        assert secretive.secret(text)


@given(st.text())
def test_any_text_is_judged(text):
    assert isinstance(secretive.secret(text), str)


@given(st.lists(st.text(string.ascii_lowercase, max_size=19)))
def test_words_of_letters_are_no_key(words):
    assert secretive.secret(" ".join(words)) == ""
