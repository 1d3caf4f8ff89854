"""The application: routes, error forms, and the guards around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from nemo_studio.api import (
    auth,
    errors,
    files,
    renders,
    runs,
    sessions,
    storyboards,
    studio,
    uploads,
    workspace,
)
from nemo_studio.api.bodies import BodyMiddleware
from nemo_studio.api.middleware import ActivityMiddleware
from nemo_studio.faults.middleware import FaultMiddleware
from nemo_studio.service import Studio


def create_app(service: Studio) -> FastAPI:
    """The API for one studio, which starts and stops with the server."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        service.start()
        yield
        service.stop()

    app = FastAPI(
        title="NemoVideo local studio",
        lifespan=lifespan,
        redirect_slashes=False,
        openapi_url=None,  # nothing is loaded from elsewhere, as the docs page would
    )
    app.state.studio = service
    errors.install(app)
    for module in (auth, sessions, storyboards, runs, uploads, renders, files, workspace, studio):
        app.include_router(module.router)
    app.add_middleware(BodyMiddleware)
    if service.settings.faults:
        app.include_router(studio.fault_router)
        app.add_middleware(FaultMiddleware, box=service.faults)
    app.add_middleware(ActivityMiddleware, activity=service.activity)
    # A page on the web may point its own name at 127.0.0.1; its requests carry that name.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    return app
