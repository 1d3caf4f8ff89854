"""What routes ask for: the studio, the caller's account, the caller's session."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from nemo_studio.api import errors
from nemo_studio.service import Studio
from nemo_studio.storage import accounts, projects
from nemo_studio.storage.projects import Session

ATTRIBUTION = ("X-Skill-Source", "X-Skill-Version", "X-Skill-Platform")


def get_studio(request: Request) -> Studio:
    studio: Studio = request.app.state.studio
    return studio


StudioDep = Annotated[Studio, Depends(get_studio)]


def get_user(request: Request, studio: StudioDep) -> str:
    """The account of the Bearer token. Raises 1001."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    user = accounts.user_of(studio.db, token.strip()) if scheme.lower() == "bearer" else None
    if user is None:
        raise errors.bad_token()
    return user


UserDep = Annotated[str, Depends(get_user)]


def get_session(sid: str, studio: StudioDep, user: UserDep) -> Session:
    """The caller's session named in the path. Raises 1002."""
    session = projects.find_session(studio.db, sid, user)
    if session is None:
        raise errors.session_not_found(sid)
    return session


SessionDep = Annotated[Session, Depends(get_session)]


def require_attribution(request: Request) -> None:
    """Raises 402 when one of the three attribution headers is missing."""
    if not all(request.headers.get(name) for name in ATTRIBUTION):
        raise errors.plan_required()


def ok(data: Any) -> dict[str, Any]:
    """The envelope of the JSON endpoints."""
    return {"code": 0, "data": data}
