"""A kit folder -> kit, copy, media and everything that is wrong with them, with file and line."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tcma.base.words import gettext as _
from tcma.catalogue.rules.check import findings_of
from tcma.catalogue.rules.kit import Asset, Kit, Segment, Step
from tcma.catalogue.rules.lines import key_lines
from tcma.catalogue.rules.parts import Findings, part_id, read_asset, read_step
from tcma.catalogue.rules.po import read_po
from tcma.catalogue.rules.problems import Finding, Places, Problem
from tcma.catalogue.rules.responding import read_leads
from tcma.catalogue.rules.vocabulary import FILE_MAX, KINDS, LANGUAGE, SLUG

_KIT_KEYS = ("slug", "kind", "title", "summary", "source_language", "languages", "audience", "minutes", "topic",
             "topic_name", "theme", "leads", "step")  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """`kit` is None where the folder can't be read as a kit at all."""

    kit: Kit | None
    copy: dict[str, dict[str, Segment]]
    media: dict[str, bytes]
    problems: list[Problem]

    @property
    def publishable(self) -> bool:
        return self.kit is not None and not any(problem.blocking for problem in self.problems)


@dataclass
class _Folder:
    """One reading: the files as they come, where their parts stand, and what is wrong.

    Once a file is `broken`, parts of the kit are unknown, and checks of the whole would mislead.
    """

    root: Path
    broken: bool = False
    places: Places = field(default_factory=Places)
    findings: Findings = field(default_factory=Findings)

    def unreadable(self, place: str, message: str, fix: str) -> None:
        self.broken = True
        self.findings.add(place, message, fix)

    def text(self, file: str) -> str | None:
        """A file's text; a finding and None if it is too big or not UTF-8."""
        self.places.put(f"file.{file}", file, 1)
        data = (self.root / file).read_bytes()
        if len(data) > FILE_MAX:
            self.unreadable(
                f"file.{file}",
                _("The file has %(size)s KB; it may have %(limit)s.", size=len(data) // 1024, limit=FILE_MAX // 1024),
                _("Split it, or take words out."),
            )
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            place = f"file.{file}.encoding"
            self.places.put(place, file, data.count(b"\n", 0, error.start) + 1)
            self.unreadable(
                place,
                _("The file is not UTF-8 text: the letter in this line is in another encoding."),
                _("Open the file with its own encoding and save it as UTF-8."),
            )
            return None
        text = text.replace("\r\n", "\n")
        self.places.sources[file] = text.split("\n")
        return text

    def toml(self, file: str) -> tuple[dict[str, Any], dict[str, int]] | None:
        """A TOML file's tables and the lines of its keys."""
        text = self.text(file)
        if text is None:
            return None
        try:
            return tomllib.loads(text), key_lines(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            line = int(found[1]) if found else len(text.rstrip("\n").split("\n"))
            self.places.put(f"file.{file}.syntax", file, line)
            what = str(error).partition(" (at")[0]
            self.unreadable(
                f"file.{file}.syntax",
                _("This line is not TOML: %(what)s.", what=what[:1].lower() + what[1:]),
                _("Often a quotation mark or a bracket is missing here or just above; texts need quotation marks."),
            )
            return None


def read_kit(path: Path) -> Reading:
    """Read and check the kit in the folder `path`."""
    folder = _Folder(path)
    if not (path / "kit.toml").is_file():
        missing = _("There is no kit.toml in %(folder)s.", folder=path.name)
        return Reading(None, {}, {}, [Problem("kit.toml", 1, missing, _("Name the folder of a kit."))])
    assets = _assets(folder)
    kit = _kit(folder, assets)
    media = {file.name: file.read_bytes() for file in _files(path / "media")}
    for name in media:
        folder.places.put(f"media.{name}", f"media/{name}", 1)
    copy = _copy(folder, kit) if kit else {}
    findings = list(folder.findings.found)
    if kit and not folder.broken:
        reported = {finding.place for finding in findings}
        findings += [f for f in findings_of(kit, copy, media) if f.place not in reported]
    problems = [_located(folder.places, finding) for finding in findings]
    problems.sort(key=lambda problem: (not problem.blocking, problem.file, problem.line))
    return Reading(kit, copy, media, problems)


def _located(places: Places, finding: Finding) -> Problem:
    problem = places.locate(finding)
    if finding.place.startswith("media.") and finding.near.isdigit():
        return Problem(problem.file, int(finding.near), problem.message, problem.fix, problem.place)
    return problem


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = (file for file in folder.iterdir() if not file.name.startswith("."))
    return sorted(file for file in found if file.is_file() and not file.is_symlink())  # a kit is what its folder holds


def _assets(folder: _Folder) -> list[Asset]:
    found = []
    for path in _files(folder.root / "assets"):
        file, key = f"assets/{path.name}", path.stem
        read = folder.toml(file) if path.suffix == ".toml" else None
        if read is None:
            if path.suffix != ".toml":
                folder.places.put(f"file.{file}", file, 1)
                folder.findings.add(
                    f"file.{file}", _("%(name)s is not a TOML file.", name=path.name), _("Move it out of assets/.")
                )
            continue
        tables, lines = read
        _note_lines(folder.places, key, file, tables, lines)
        if not SLUG.fullmatch(key) or key in ("kit", "step", "media", "file"):
            folder.findings.add(
                key,
                _('An asset can\'t be called "%(key)s".', key=key),
                _("Name the file with small letters, digits and hyphens, such as email-1.toml."),
            )
            continue
        found.append(read_asset(key, tables, folder.findings))
    return found


def _note_lines(places: Places, key: str, file: str, tables: dict[str, Any], lines: dict[str, int]) -> None:
    places.put(key, file, 1)
    for path, line in lines.items():
        name, _dot, rest = path.partition(".")
        number, _dot, field_name = rest.partition(".")
        parts = tables.get(name)
        if (
            number.isdigit()
            and isinstance(parts, list)
            and int(number) < len(parts)
            and isinstance(parts[int(number)], dict)
        ):
            own = f"{key}.{part_id(parts[int(number)], name, int(number))}"
            if not field_name and ("", own) in places.spots:
                own = f"{own}.again"
            places.put(f"{own}.{field_name}" if field_name else own, file, line)
        else:
            places.put(f"{key}.{path}", file, line)


def _kit(folder: _Folder, assets: list[Asset]) -> Kit | None:
    read = folder.toml("kit.toml")
    if read is None:
        return None
    table, lines = read
    folder.places.put("kit", "kit.toml", 1)
    for path, line in lines.items():
        folder.places.put(path if path.startswith("step.") else f"kit.{path}", "kit.toml", line)
    findings = folder.findings
    findings.unknown_keys("kit", table, _KIT_KEYS)
    slug, kind = findings.needed("kit", table, "slug"), findings.needed("kit", table, "kind")
    findings.one_of("kit", "kind", kind, KINDS)
    if slug and slug != folder.root.resolve().name:
        findings.add(
            "kit.slug",
            _(
                'The slug "%(slug)s" is not the name of the folder, "%(name)s".',
                slug=slug,
                name=folder.root.resolve().name,
            ),
            _("Make them the same: a copied folder would otherwise be published as a new version of the old kit."),
        )
    steps = [
        read_step(f"step.{n}", step, kind, findings) for n, step in enumerate(findings.tables("kit", table, "step"))
    ]
    languages = findings.strings("kit", table, "languages")
    for tag in languages:
        if not LANGUAGE.fullmatch(tag):
            findings.add("kit.languages", _('"%(tag)s" is not a language tag.', tag=tag), _("Write de, ar or pt-BR."))
    return Kit(
        slug,
        kind,
        findings.string("kit", table, "title"),
        findings.string("kit", table, "summary"),
        findings.string("kit", table, "source_language"),
        languages,
        findings.number("kit", table, "minutes"),
        findings.string("kit", table, "audience"),
        tuple(steps),
        _ordered(assets, steps),
        findings.string("kit", table, "topic"),
        findings.string("kit", table, "topic_name"),
        findings.string("kit", table, "theme"),
        read_leads(_table(table, "leads", findings), findings),
    )


def _table(table: dict[str, Any], key: str, findings: Findings) -> dict[str, Any]:
    value = table.get(key, {})
    if isinstance(value, dict):
        return value
    findings.add(f"kit.{key}", _('"%(key)s" must be a table.', key=key), _("Write it as [%(key)s].", key=key))
    return {}


def _ordered(assets: list[Asset], steps: list[Step]) -> tuple[Asset, ...]:
    """In the order in which they go out, then the others by name."""
    order = {step.asset: number for number, step in reversed(list(enumerate(steps)))}
    return tuple(sorted(assets, key=lambda asset: (order.get(asset.key, len(steps)), asset.key)))


def _copy(folder: _Folder, kit: Kit) -> dict[str, dict[str, Segment]]:
    copy: dict[str, dict[str, Segment]] = {}
    for path in _files(folder.root / "copy"):
        file, language = f"copy/{path.name}", path.stem
        if path.suffix != ".po" or language not in kit.languages or language == kit.source_language:
            folder.places.put(f"file.{file}", file, 1)
            folder.findings.add(
                f"file.{file}",
                _("%(name)s belongs to no translated language of this kit.", name=path.name),
                _('Add the language to "languages" in kit.toml, or delete the file.'),
            )
            continue
        source = folder.text(file)
        if source is not None:
            book = read_po(source, language, file, folder.places)
            folder.findings.found += book.findings
            folder.broken = folder.broken or not book.readable
            copy[language] = book.texts
    return copy
