"""Roles and rights as a table, and the actor: a post with a role and a reach, never a person.

What an actor may *see* is enforced by the database (row-level security); what an actor may *do* stands here.
"""

from dataclasses import dataclass

from geo.errors import NotAllowedError

ROLES = ("admin", "leader", "planner", "supervisor", "grid_head")
"""管理员 领导 规划员 网格督导 网格站长."""

WIDE = frozenset({"admin", "leader"})
"""Roles that see every row; the others see the nodes in their scope, and with no scope nothing."""

RIGHTS: dict[str, frozenset[str]] = {
    "view": frozenset(ROLES),
    "analyse": frozenset({"admin", "leader", "planner", "supervisor"}),
    "cameras.points": frozenset({"admin", "leader", "planner", "supervisor"}),
    "import": frozenset({"admin", "planner"}),
    "export": frozenset({"admin", "leader", "planner", "supervisor"}),
    "plan": frozenset({"admin", "planner"}),
    "incident.file": frozenset({"admin", "supervisor", "grid_head"}),
    "incident.move": frozenset({"admin", "supervisor", "grid_head"}),
    "incident.verify": frozenset({"admin", "supervisor"}),
    "standards.edit": frozenset({"admin"}),
    "users": frozenset({"admin"}),
    "audit": frozenset({"admin", "leader"}),
}
"""Who may do what: deed → roles."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks: a role, the nodes of the grid tree it reaches, and the post's own code.

    Examples
    --------
    >>> Actor(role="leader").wide
    True
    >>> Actor(role="supervisor", scope=("320102003",)).wide
    False
    """

    role: str
    scope: tuple[str, ...] = ()
    post: str = "local"

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise NotAllowedError("access.errors.no_role", role=self.role, roles=", ".join(ROLES))

    @property
    def wide(self) -> bool:
        """Whether the role sees every row."""
        return self.role in WIDE


def may(actor: Actor, deed: str) -> bool:
    """Say whether the actor's role has the right to a deed."""
    return actor.role in RIGHTS[deed]


def require(actor: Actor, deed: str) -> None:
    """Stop an actor who may not.

    Raises
    ------
    NotAllowedError
        If the role lacks the right.
    """
    if not may(actor, deed):
        raise NotAllowedError("access.errors.not_allowed", role=actor.role, deed=deed)
