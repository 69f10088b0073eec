"""Who is one person: names compared whatever their accents, capitals, white space and order of words."""

from corpus.store.names import family_name, slug


def person_key(name: str) -> str:
    """Return what all spellings of one person's name have in common.

    ``Brouns, Jo`` and ``JO BROUNS`` are one person: registers put the family name first, documents last. Nothing else
    is taken together: an initial, a second first name or a missing word makes another person, for a wrong merging is
    worse than two pages.

    Args:
        name: The name as a document writes it, or its slug.

    Returns:
        The words of its slug in the order of the alphabet, joined by a hyphen.
    """
    return "-".join(sorted(slug(name).split("-")))


def filed_under(name: str) -> str:
    """Return the slug under which a list of names puts a person: family name first, as far as the name shows it.

    Args:
        name: The name as shown, given name first; what stands before a comma is the family name.
    """
    return slug(f"{family_name(name)} {name}")
