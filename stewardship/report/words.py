"""What the calibration report says, in its three languages."""

from stewardship.labels import LabelSource
from stewardship.report.words_en import EN
from stewardship.report.words_fi import FI
from stewardship.report.words_sv import SV

WORDS: dict[str, dict[str, str]] = {"fi": FI, "sv": SV, "en": EN}
SOURCES: dict[str, dict[LabelSource, str]] = {
    "fi": {
        LabelSource.FIXTURE: "keksityn alueen totuus",
        LabelSource.DISPOSITIONS: "tiimien kirjaukset",
        LabelSource.REVIEWS: "tiimien kirjaukset ja hiljaisten otanta",
    },
    "sv": {
        LabelSource.FIXTURE: "det påhittade områdets facit",
        LabelSource.DISPOSITIONS: "teamens anteckningar",
        LabelSource.REVIEWS: "teamens anteckningar och urvalet av de tysta",
    },
    "en": {
        LabelSource.FIXTURE: "the truth of the invented county",
        LabelSource.DISPOSITIONS: "what teams recorded",
        LabelSource.REVIEWS: "what teams recorded, and the sample of the quiet",
    },
}
