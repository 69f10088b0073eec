"""Browsers that somebody signed in with before: strangers who guess passwords cannot lock their owners out.

An account that is locked after wrong passwords is locked for everybody, and so is a network; whoever wants to keep an
editor out need only go on guessing. A browser that has signed in keeps a cookie that proves it, and is counted apart:
neither the locks of the account nor those of the network hold for it, but it has only some wrong passwords of its own
(after "Slow Down Online Guessing Attacks with Device Cookies", OWASP). Nothing of it is kept in the store: the cookie
is signed with the hash of the account's password, and ends when that changes.
"""

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from corpus.accounts import Account
from web.sign_in_limits import FREE_FAILURES

LASTS = timedelta(days=180)
"""How long a browser keeps the proof."""
FORGIVEN = timedelta(hours=1)
"""After this long without a wrong password a browser has all its tries again."""
_MOST = 10_000
_LONGEST = 200


def proof_for(account: Account) -> str:
    """Return a new proof that somebody signed in to an account with this browser."""
    return _signed(account, secrets.token_urlsafe(16))


def _signed(account: Account, chance: str) -> str:
    said = f"rappel device {account.name} {chance}".encode()
    return f"{chance}.{hmac.new(account.password.encode(), said, hashlib.sha256).hexdigest()}"


class Devices:
    """Knows browsers by their proofs, and counts their wrong passwords, in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def knows(self, account: Account, proof: str, now: datetime) -> bool:
        """Tell whether a proof is true and its browser has tries left.

        Args:
            account: Whose password is tried.
            proof: What the browser sent.
            now: The moment.
        """
        if not proof.isascii() or len(proof) > _LONGEST:
            return False
        if not hmac.compare_digest(proof, _signed(account, proof.partition(".")[0])):
            return False
        with self._lock:
            count, last = self._wrong.get(proof, (0, now))
        return count < FREE_FAILURES or now - last >= FORGIVEN

    def wrong(self, proof: str, now: datetime) -> None:
        """Count a wrong password of a browser that is known."""
        with self._lock:
            count, last = self._wrong.pop(proof, (0, now))
            self._wrong[proof] = (1 if now - last >= FORGIVEN else count + 1, now)
            while len(self._wrong) > _MOST:
                self._wrong.popitem(last=False)
