"""The signature of a webhook, after Standard Webhooks (https://www.standardwebhooks.com).

An endpoint's secret may be several, separated by spaces: the new one first, then old ones with the moment until which
they count. While two count, a message carries two signatures, so that the other side can change over when it likes.
"""

import base64
import secrets
from datetime import UTC, datetime, timedelta

from corpus.errors import WrongUse

OVERLAP = timedelta(days=2)
"""How long the old secret of a rotation still signs."""
_PREFIX, _UNTIL, _BYTES, _MOST = "whsec_", "@", 32, 4


def new_secret() -> str:
    """Return a new secret of 32 random bytes, in the form that receivers' libraries take."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode("ascii")


def rotated(held: str, now: datetime) -> str:
    """Return the secrets of an endpoint after a new one was made; those of before count for two more days."""
    until = (now + OVERLAP).astimezone(UTC).isoformat(timespec="seconds")
    old = [one if _UNTIL in one else f"{one}{_UNTIL}{until}" for one in _counting(held, now)]
    return " ".join([new_secret(), *old][:_MOST])


def newest(held: str) -> str:
    """Return the secret to show to the owner of an endpoint."""
    return held.split(" ", 1)[0].partition(_UNTIL)[0]


def headers(held: str, *, key: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return the three headers that name, date and sign a message.

    Args:
        held: The secrets of the endpoint.
        key: Name of the message, the same at every try.
        body: What is posted: JSON, in UTF-8.
        now: The moment of this try.

    Raises:
        WrongUse: If a secret cannot sign.
    """
    import standardwebhooks

    signatures = []
    for one in _counting(held, now):
        try:
            signer = standardwebhooks.Webhook(one.partition(_UNTIL)[0])
            signatures.append(signer.sign(key, now, body.decode()))
        except (ValueError, RuntimeError, standardwebhooks.webhooks.EmptyWebhookSecretError) as error:
            raise WrongUse(f"the webhook's secret cannot sign: {error}") from error
    return {
        "webhook-id": key,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _counting(held: str, now: datetime) -> list[str]:
    first, *others = held.split(" ")
    return [first, *(one for one in others if datetime.fromisoformat(one.partition(_UNTIL)[2]) > now)]
