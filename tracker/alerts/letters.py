"""Short mails: confirm, manage, and what no longer works."""

from datetime import datetime
from typing import TYPE_CHECKING

from corpus.alerts import Subscriber, Subscription
from corpus.settings import Settings
from tracker.alerts.composing.rendering import render_letter
from tracker.alerts.links import CONFIRM_DAYS, MANAGE_DAYS
from tracker.alerts.mails import Mail, compose_mail
from tracker.alerts.naming import subscription_name
from tracker.alerts.texts import spoken, words

if TYPE_CHECKING:
    from corpus.store import Store


def opt_in_letter(
    store: "Store",
    settings: Settings,
    subscriber: Subscriber,
    subscription: Subscription,
    link: str,
    key: str,
    now: datetime,
) -> bytes:
    """Return the mail that asks to confirm a subscription.

    Args:
        store: Knows the titles of what is followed.
        settings: Who it is from.
        subscriber: To whom.
        subscription: What is to be confirmed.
        link: The link that confirms.
        key: Name of the message.
        now: The moment, in UTC.
    """
    language = spoken(subscriber.language)
    name = subscription_name(subscription, language, store)
    paragraphs = (
        words("opt_in.intro", language),
        name,
        words("opt_in.rhythm", language, rhythm=words(f"rhythm.{subscription.rhythm.value}", language)),
        words("opt_in.ask", language),
    )
    after = words("opt_in.valid", language, days=CONFIRM_DAYS)
    button = words("opt_in.button", language)
    text, html = render_letter(language, paragraphs, link=link, button=button, after=after)
    subject = words("opt_in.subject", language, name=name)
    mail = Mail(key=key, to=subscriber.address, subject=subject, text=text, html=html, language=language)
    return compose_mail(mail, settings, now)


def manage_letter(settings: Settings, subscriber: Subscriber, link: str, key: str, now: datetime) -> bytes:
    """Return the mail with the link to the manage page; arguments as in ``opt_in_letter``."""
    language = spoken(subscriber.language)
    paragraphs = (words("notice.manage", language, days=MANAGE_DAYS),)
    text, html = render_letter(language, paragraphs, link=link, button=words("mail.manage", language))
    subject = words("notice.manage_subject", language)
    mail = Mail(key=key, to=subscriber.address, subject=subject, text=text, html=html, language=language)
    return compose_mail(mail, settings, now)


def broken_letter(
    store: "Store",
    settings: Settings,
    subscriber: Subscriber,
    subscription: Subscription,
    reason: str,
    link: str,
    key: str,
    now: datetime,
) -> bytes:
    """Return the mail that says that a subscription cannot be matched, and why; arguments as in ``opt_in_letter``."""
    language = spoken(subscriber.language)
    name = subscription_name(subscription, language, store)
    paragraphs = (words("notice.broken", language, name=name, reason=reason),)
    text, html = render_letter(language, paragraphs, link=link, button=words("mail.manage", language))
    subject = words("notice.broken_subject", language, name=name)
    mail = Mail(key=key, to=subscriber.address, subject=subject, text=text, html=html, language=language)
    return compose_mail(mail, settings, now)
