"""`python -m tests.module_mutants [STEM ...]`: would a spec notice a changed trigger?

Every function of a trigger's module is changed as mutmut does it (`pip install mutmut`,
which the lock does not carry): an operator, a number, an argument at a time. The
examples of the spec are held against each changed module; a change that no example
notices is printed. Changed texts are left out, since a misspelt column only raises. Not
part of the tests, for its time.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import unified_diff
from types import ModuleType

import libcst
from mutmut.mutation.file_mutation import create_mutations, deep_replace

from tests.decision_mutants import survives
from tests.rule_coverage import ROOT
from triggers._catalogue import Trigger, definition, stems, trigger


def mutants(source: str, stem: str) -> Iterator[str]:
    """The source of every changed module."""
    module, mutations, *_ = create_mutations(f"{stem}.py", source)
    for one in mutations:
        if not isinstance(one.original_node, libcst.BaseString):
            changed = deep_replace(module, one.original_node, one.mutated_node)
            assert isinstance(changed, libcst.Module)
            yield changed.code


def with_module(one: Trigger, source: str) -> Trigger:
    """The trigger as another source has it; raises what the source raises."""
    module = ModuleType(f"triggers.{one.stem}")
    exec(compile(source, f"{one.stem}.py", "exec"), vars(module))
    values = {
        name: getattr(one.parameters, name) for name in one.parameters.model_dump()
    }
    parameters = module.Parameters.model_construct(**values)
    return replace(one, module=module, parameters=parameters)


def main(names: Sequence[str]) -> int:
    """Print every change that no example notices; 1 when there is one."""
    killed = total = 0
    for stem in names or stems():
        one = trigger(stem, next(iter(definition(stem).decisions)))
        assert one is not None
        source = (ROOT / "triggers" / f"{stem}.py").read_text(encoding="utf-8")
        assert survives(stem, with_module(one, source)), f"{stem}: its spec is red"
        noticed = of_stem = 0
        for changed in mutants(source, stem):
            of_stem += 1
            try:
                alive = survives(stem, with_module(one, changed))
            except Exception:
                alive = False
            noticed += not alive
            if alive:
                lines = unified_diff(source.splitlines(), changed.splitlines(), n=0)
                print(stem, *list(lines)[2:], sep="\n  ", flush=True)
        print(f"{stem}: {noticed} of {of_stem} noticed", flush=True)
        killed, total = killed + noticed, total + of_stem
    print(f"{killed} of {total} changed modules were noticed")
    return 1 if killed < total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
