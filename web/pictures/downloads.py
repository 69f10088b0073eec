"""A picture as a file."""

from enum import StrEnum

from fastapi.responses import Response

from corpus.errors import NotFound
from web.pictures.model import Picture


class Form(StrEnum):
    """Kinds of files of a picture; their endings."""

    SVG = "svg"
    PNG = "png"
    CSV = "csv"


_TYPES = {Form.SVG: "image/svg+xml", Form.PNG: "image/png", Form.CSV: "text/csv; charset=utf-8"}


def download(picture: Picture, form: Form, *, base: str = "") -> Response:
    """Answer with a file of a picture.

    Args:
        picture: The picture, made of the same parameters as on its page.
        form: Kind of file.
        base: Address of the site, before the links of an SVG file; without it the file has no links.

    Raises:
        NotFound: If there is nothing to draw, unless its table is asked for, which is then its heads alone.
    """
    if picture.empty and form is not Form.CSV:
        # What the picture is called may hold what a visitor searched for, which stands in no log.
        raise NotFound("there is nothing to draw in this picture")
    content: str | bytes
    match form:
        case Form.SVG:
            content = picture.svg(inline=False, base=base)
        case Form.PNG:
            content = picture.png()
        case Form.CSV:
            content = picture.csv()
    name = f"{picture.words.name}.{form}"
    return Response(content, media_type=_TYPES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})
