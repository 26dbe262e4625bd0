"""What a personal identity code looks like, wherever it stands in a text."""

import re

# A day, a month and a year, a century sign, a number and a check character, with
# nothing alphanumeric beside them: long keys hold such runs by chance.
IDENTITY_CODE = re.compile(
    r"(?<![0-9A-Za-z])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}"
    r"[-+A-FU-Y][0-9]{3}[0-9A-Y](?![0-9A-Za-z])",
    re.IGNORECASE,
)
