"""The ground: checksums of the numbers that name a person, a card or a company."""

from datetime import date
from operator import mul
from typing import Final

_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
_CODE_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_LENGTH: Final = 18
_ID_LENGTH: Final = 18
_CARD_LENGTHS: Final = range(15, 20)


def is_day(digits: str) -> bool:
    """Whether eight digits are a day of the calendar: `19491231`."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def is_resident_id(digits: str) -> bool:
    """Whether 18 characters are a resident identity number (GB 11643): date and mod-11 check."""
    if len(digits) != _ID_LENGTH or not is_day(digits[6:14]):
        return False
    total = sum(map(mul, _ID_WEIGHTS, map(int, digits[:-1])))
    return _ID_CHECKS[total % 11] == digits[-1].upper()


def is_bank_card(digits: str) -> bool:
    """Whether a card number of 15 to 19 digits passes Luhn's check (ISO/IEC 7812)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return len(digits) in _CARD_LENGTHS and sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def is_credit_code(code: str) -> bool:
    """Whether 18 characters are a unified social credit code (GB 32100): mod-31 check."""
    if len(code) != _CODE_LENGTH or any(letter not in _CODE_ALPHABET for letter in code):
        return False
    total = sum(
        _CODE_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:-1])
    )
    return (31 - total % 31) % 31 == _CODE_ALPHABET.index(code[-1])
