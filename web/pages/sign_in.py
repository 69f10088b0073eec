"""Signing in and out."""

from http import HTTPStatus
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from web.render import render
from web.sign_in import Attempt
from web.sign_in_devices import LASTS
from web.sign_in_gate import COOKIE, DEVICE_COOKIE, is_secure, local, must_be_form, must_be_own, sign_ins_of, visitor_of
from web.sign_in_limits import network_of

router = APIRouter()


@router.get("/health")
def health() -> JSONResponse:
    """Say that the site answers; it says nothing about what is held."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/sign-in")
def show(request: Request, back: str = "/") -> HTMLResponse:
    """Show the form, or who is signed in."""
    return _page(request, back)


@router.post("/sign-in")
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=2000)] = "",
    back: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Sign in with a name and a password, and go back to the page."""
    must_be_own(request)
    tried = sign_ins_of(request).sign_in(
        name,
        password,
        network=network_of(request.client.host if request.client else None),
        before=request.cookies.get(COOKIE, ""),
        device=request.cookies.get(DEVICE_COOKIE, ""),
    )
    if tried.cookie is None:
        return _refused(request, back, name, tried)
    response = RedirectResponse(local(back), status_code=303)
    secure = is_secure(request)
    response.set_cookie(COOKIE, tried.cookie, httponly=True, samesite="lax", secure=secure, path="/")
    lasts = round(LASTS.total_seconds())
    response.set_cookie(
        DEVICE_COOKIE, tried.device, httponly=True, samesite="strict", secure=secure, path="/sign-in", max_age=lasts
    )
    return response


@router.post("/sign-out")
def sign_out(
    request: Request, csrf: Annotated[str, Form()] = "", everywhere: Annotated[bool, Form()] = False
) -> Response:
    """Sign out in this browser, or everywhere."""
    visitor = visitor_of(request)
    if visitor is not None:
        must_be_form(request, visitor, csrf)
        sign_ins_of(request).sign_out(visitor, everywhere=everywhere)
    response = RedirectResponse("/sign-in?out=1", status_code=303)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=is_secure(request), path="/")
    return response


def _refused(request: Request, back: str, name: str, tried: Attempt) -> HTMLResponse:
    seconds = ceil(tried.wait.total_seconds())
    status = HTTPStatus.TOO_MANY_REQUESTS if seconds else HTTPStatus.UNAUTHORIZED
    response = _page(request, back, status=status, name=name, minutes=ceil(seconds / 60))
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


def _page(
    request: Request, back: str, *, status: HTTPStatus = HTTPStatus.OK, name: str = "", minutes: int = 0
) -> HTMLResponse:
    response = render(
        request,
        "sign_in.html",
        status=int(status),
        back=local(back),
        name=name,
        refused=status is HTTPStatus.UNAUTHORIZED,
        minutes=minutes,
        out="out" in request.query_params,
        closed=request.app.state.services.settings.reading == "closed",
    )
    response.headers["Cache-Control"] = "no-store"
    return response
