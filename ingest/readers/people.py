"""A person's name as reference lists write it: surname and initials (pure)."""

import re

_PARTS = re.compile(r"[^\W\d_][^\s.-]*")


def name_of(written: str) -> str:
    """
    >>> name_of("Smith, John A."), name_of("Müller, Jean-Luc"), name_of("The Pain Group")
    ('Smith JA', 'Müller JL', 'The Pain Group')
    """
    surname, _, given = written.partition(",")
    if "," in given:  # Smith, Jr, John
        given = given.rpartition(",")[2]
    return surname_first(surname, given)


def surname_first(surname: str, given: str) -> str:
    """
    >>> surname_first("Sigtermans", "MJ"), surname_first("Kim", "Sang hoon")
    ('Sigtermans MJ', 'Kim SH')
    """
    surname, given = " ".join(surname.split()), " ".join(given.split())
    if given.isupper() and given.isalpha() and len(given) <= 3:
        return f"{surname} {given}"
    initials = "".join(part[0].upper() for part in _PARTS.findall(given))
    return f"{surname} {initials}".strip()
