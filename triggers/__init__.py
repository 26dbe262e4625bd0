"""The clinical room: every module without a leading underscore is a trigger.

A trigger is `STEM.py` (how a person is measured), `STEM.yaml` (dated decisions) and
`tests/spec/test_STEM.py` (examples). The catalogue finds it; no list is to be extended.
"""

from triggers._decisions import TriggerParameters

__all__ = ["TriggerParameters"]
