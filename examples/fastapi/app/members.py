"""Who calls: everybody has a token, of which the database has only the digest.
As a program it lets somebody in and prints the token: `python -m app.members ana`, `python -m app.members bank provider`."""

import secrets
import sys
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session, sessionmaker

from app.db import Member, connect
from tercero import Actor, NotAllowed, Role, Unauthenticated

BEARER = HTTPBearer(auto_error=False, description="A token printed by `python -m app.members NAME`.")

VOUCHED_FOR = (None, Role.ADMIN, Role.PROVIDER, Role.CARRIER)


def enrol(sessions: sessionmaker[Session], name: str, role: Role | None = None) -> str:
    """Lets somebody in and gives the token, which is shown this once."""
    if role not in VOUCHED_FOR:
        raise NotAllowed("the terms tell the role of a party", field="role", value=role)
    token = secrets.token_urlsafe(32)
    with sessions.begin() as session:
        session.add(Member(token_sha256=digest(token), name=name, role=role and role.value))
    return token


def digest(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def signed_in(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
) -> Actor | str:
    """The name of a party, whose role the terms tell, or a name with the role this service vouches for."""
    if given is not None:
        with request.app.state.escrows.sessions() as session:
            member = session.get(Member, digest(given.credentials))
        if member is not None:
            return member.name if member.role is None else Actor(member.name, Role(member.role))
    raise Unauthenticated("nobody is signed in", field="Authorization")


def provider(who: Annotated[Actor | str, Depends(signed_in)]) -> Actor:
    """The payment provider; nobody else reports money."""
    if isinstance(who, Actor) and who.role == Role.PROVIDER:
        return who
    raise NotAllowed("this person may not do this", field="actor", allowed=(Role.PROVIDER,))


if __name__ == "__main__":
    name, *role = sys.argv[1:]
    print(enrol(sessionmaker(connect()), name, Role(role[0]) if role else None))
