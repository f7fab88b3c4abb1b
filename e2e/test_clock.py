"""A clock that was a day ahead and is set back, with limits as they are installed: nobody is locked out until it would have
been right, and no mail waits for that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.machine import Machine
from support.people import Person, Service, new_address, new_password

DAY_S = 86_400


def guess(service: Service, person: Person) -> int:
    return service.browser().api("POST", "/sign-in", email=person.email, password=new_password()).status


def test_a_clock_that_was_ahead_holds_up_nobody(make_service: Any, tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.clock_ahead_s = DAY_S
    service: Service = make_service(COUNTERSIGN_RATE_LIMITS=None, **machine.environment)
    person, browser = service.account()
    late, late_browser = Person(), service.browser()
    link = service.sign_up(late, late_browser)
    tries = [guess(service, person) for _ in range(20)]
    assert tries[0] == 401 and tries[-1] == 429

    machine.clock_ahead_s = 0
    assert browser.signed_in_as() == person.email
    late_browser.api("POST", "/confirm", token=link.token).expect(200)
    assert service.forgot(late).token
    assert service.can_sign_in(person)
    # Their mailbox had a mail while the clock was ahead.
    mail = service.forgot(person)
    person.password = new_password()
    service.browser().api("POST", "/reset-password", token=mail.token, password=person.password).expect(204)
    assert service.can_sign_in(person) and browser.signed_in_as() is None

    browser = service.sign_in(person)
    new = new_address()
    browser.api("POST", "/change-email", email=new, password=person.password).expect(202)
    browser.api("POST", "/change-email/confirm", token=service.smtp.take(new, "/change-email/").token).expect(200)
    person.email = new
    assert service.can_sign_in(person)
