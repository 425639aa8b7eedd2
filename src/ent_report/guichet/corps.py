"""What is posted, read within bounds: a form is small, and comes at once."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

OCTETS_MAX = 2048
DELAI_S = 5.0
TYPE = "application/x-www-form-urlencoded"
CLOSED = {"Connection": "close"}
"""What is still to come of such a request is not waited for."""


async def read_body(request: Request) -> bytes:
    """The body of a form. Raises HTTPException: 415 for another type, 413 for too much, 408 for too slow."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != TYPE:
        raise HTTPException(415, headers=CLOSED)
    try:
        async with asyncio.timeout(DELAI_S):
            return await _bounded(request)
    except TimeoutError:
        raise HTTPException(408, headers=CLOSED) from None
    except ClientDisconnect:
        raise HTTPException(400, headers=CLOSED) from None


async def _bounded(request: Request) -> bytes:
    announced = request.headers.get("content-length", "0")
    if not announced.isdigit() or int(announced[:9]) > OCTETS_MAX:
        raise HTTPException(413, headers=CLOSED)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > OCTETS_MAX:
            raise HTTPException(413, headers=CLOSED)
    return body
