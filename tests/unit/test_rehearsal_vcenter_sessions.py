"""Sessions of the simulated vCenter: idleness, eviction, limits."""

from console.rehearsal.private.accounts import READER, WRITER, Accounts
from console.rehearsal.private.scenario import SessionLimits as Limits
from console.rehearsal.vcenter.sessions import COOKIE, Login, Sessions


class Wall:
    """A wall clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def opened(sessions: Sessions, accounts: Accounts, user: str = WRITER) -> Login:
    session = sessions.login(user, accounts.users[user].password, "127.0.0.1", "test")
    assert session is not None
    return session


def found(sessions: Sessions, session: Login) -> bool:
    return sessions.find(f'{COOKIE}="{session.token}"; Path=/') is session


def test_a_session_that_idles_too_long_ends() -> None:
    wall, accounts = Wall(), Accounts()
    sessions = Sessions(accounts, Limits(idle_wall_s=100), now=wall)
    idle, busy = opened(sessions, accounts), opened(sessions, accounts)
    wall.at = 90.0
    assert found(sessions, busy)
    wall.at = 150.0
    assert found(sessions, busy)
    assert not found(sessions, idle)
    assert idle.ended


def test_above_the_limit_the_one_longest_idle_ends() -> None:
    wall, accounts = Wall(), Accounts()
    sessions = Sessions(accounts, Limits(at_most=2), now=wall)
    first, second = opened(sessions, accounts), opened(sessions, accounts)
    other = opened(sessions, accounts, READER)
    wall.at = 1.0
    assert found(sessions, first)
    third = opened(sessions, accounts)
    assert [found(sessions, each) for each in (first, second, third)] == [True, False, True]
    assert found(sessions, other)


def test_everybody_is_evicted_when_the_scenario_says_so() -> None:
    wall, accounts = Wall(), Accounts()
    sessions = Sessions(accounts, Limits(evicted_at_wall_s=(10.0, 20.0)), now=wall)
    early = opened(sessions, accounts)
    wall.at = 9.0
    assert found(sessions, early)
    wall.at = 11.0
    assert not found(sessions, early)
    later = opened(sessions, accounts)
    wall.at = 19.0
    assert found(sessions, later)
    wall.at = 20.0
    assert sessions.all() == ()


def test_a_wrong_password_or_an_unknown_user_gives_none() -> None:
    accounts = Accounts()
    sessions = Sessions(accounts, Limits())
    assert sessions.login(WRITER, "wrong", "", "") is None
    assert sessions.login("nobody@vsphere.local", accounts.users[WRITER].password, "", "") is None
    assert sessions.find("") is None


def test_neither_password_nor_token_is_shown() -> None:
    accounts = Accounts()
    session = opened(Sessions(accounts, Limits()), accounts)
    assert session.token not in repr(session)
    assert accounts.users[WRITER].password not in repr(session)
